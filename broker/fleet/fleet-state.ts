import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { IdentityStore } from '../store/identity-port.ts';
import type { OrgStore } from '../store/org-port.ts';
import type { PictureStore } from '../store/picture-port.ts';
import type { RegistryStore } from '../store/registry-port.ts';
import type { RoomStore } from '../store/room-port.ts';
import { alertRows } from './alerts.ts';
import { type Conditions, createConditions } from './conditions.ts';
import { createDeviceEvents, type DeviceEvents } from './device-events.ts';
import { createDeviceSessions, type DeviceSessions } from './device-sessions.ts';
import type { ChassisForms } from './facts.ts';
import { createFindings, type Findings } from './findings.ts';
import type { FindingsDeps } from './findings-state.ts';
import { createHeartbeats, type Heartbeats } from './heartbeats.ts';
import { createFleetIdentity, type FleetIdentity, type FleetIdentityDeps } from './identity.ts';
import { createLines, type Lines } from './lines.ts';
import type { LinesDeps } from './lines-deps.ts';
import { createMergers, type Mergers } from './mergers.ts';
import { createOrders, defaultOrdersConfig, type Orders, type OrdersConfig } from './orders.ts';
import { createPicture, type Picture } from './picture.ts';
import type { Publish } from './publish-queue.ts';
import { schoolNameOf } from './school-row.ts';
import type { Rules } from './standing.ts';
import { createViews, defaultViewsConfig, type Views, type ViewsConfig } from './views.ts';

export type FleetStore = PictureStore &
  LinesDeps['store'] &
  FindingsDeps['store'] &
  Pick<OrgStore, 'units' | 'rosterRows'> &
  Pick<RoomStore, 'rooms'> &
  Pick<
    IdentityStore,
    'conditions' | 'setCondition' | 'clearCondition' | 'setMergedInto' | 'proposals' | 'decideProposal'
  > &
  Pick<RegistryStore, 'devices' | 'assignments' | 'assignment' | 'users'>;

export type FleetDeps = Pick<FleetIdentityDeps, 'book' | 'sharedKeys' | 'keyIdOf' | 'renewals'> & {
  readonly store: FleetStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly publish: Publish;
  readonly rules: Rules;
  readonly chassisForms: ChassisForms;
  /** Null where no measuring process runs beside the broker. */
  readonly measuring?: LinesDeps['measuring'];
  readonly networks?: LinesDeps['networks'];
  readonly probing?: LinesDeps['probing'];
};

export type FleetConfig = { readonly views: ViewsConfig; readonly orders: OrdersConfig };

export const defaultFleetConfig: FleetConfig = { views: defaultViewsConfig, orders: defaultOrdersConfig };

/** Everything that the live picture is made of. */
export type FleetState = FleetDeps & {
  readonly picture: Picture;
  readonly views: Views;
  readonly orders: Orders;
  readonly identity: FleetIdentity;
  readonly findings: Findings;
  readonly lines: Lines;
  readonly events: DeviceEvents;
  readonly conditions: Conditions;
  readonly sessions: DeviceSessions;
  readonly mergers: Mergers;
  readonly heartbeats: Heartbeats;
  unknownReports: number;
};

export function createFleetState(deps: FleetDeps, config: FleetConfig): FleetState {
  // Views listen to the picture and read it: each is told of the other once both are there.
  const listener = {
    changed: (...change: Parameters<Views['changed']>): void => views.changed(...change),
    placed: (...change: Parameters<Views['placed']>): void => views.placed(...change),
    toJudge: (deviceId: string): void => findings.changed(deviceId),
  };
  const picture = createPicture({ ...deps, listener });
  const views: Views = createViews(
    {
      ...{ ...deps, tree: picture.tree, standing: (deviceId) => picture.device(deviceId)?.standing },
      alerts: (node) => alertRows(node, lines.outages.open(), deps.clock.now()),
    },
    config.views,
  );
  const schoolName = (schoolCode: string): string | null => {
    const school = picture.tree().schools.get(schoolCode);
    return school === undefined ? null : schoolNameOf(school);
  };
  const events = createDeviceEvents(deps);
  const conditions = createConditions({ ...deps, events, changed: listener.toJudge });
  const findings: Findings = createFindings({
    ...deps,
    picture,
    conditionsOf: conditions.of,
    fastestLineMbps: (schoolCode) => lines.register.fastestMbps(schoolCode),
  });
  const sessions = createDeviceSessions(deps);
  const mergers = createMergers();
  const isFrozen = (deviceId: string): boolean => conditions.has(deviceId, 'frozen');
  const orders = createOrders(
    { ...deps, device: picture.device, sessionOf: sessions.kindOf, isFrozen, schoolName },
    config.orders,
  );
  const lines: Lines = createLines({
    ...{ ...deps, picture, sessions, orders },
    measuring: deps.measuring ?? (() => null),
    toJudge: listener.toJudge,
    onOutages: (schoolCodes) => views.outagesChanged(schoolCodes),
  });
  return {
    ...deps,
    picture,
    views,
    orders,
    events,
    conditions,
    findings,
    lines,
    sessions,
    mergers,
    identity: createFleetIdentity({ ...deps, picture, orders, events, conditions, sessions, mergers }),
    heartbeats: createHeartbeats({ ...deps, picture }),
    unknownReports: 0,
  };
}
