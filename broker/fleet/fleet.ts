import type { DeviceRow } from '../../shared/contract/view.ts';
import { type Clock, every } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { EnrolListener, SchoolMachine } from '../enrol/enrol-events.ts';
import type { StoredBirth, StoredDeath, StoredReport } from '../ingest/stored.ts';
import type { ConditionRow, IdentityStore } from '../store/identity-port.ts';
import type { OrgStore } from '../store/org-port.ts';
import type { PictureStore } from '../store/picture-port.ts';
import type { RegistryStore } from '../store/registry-port.ts';
import type { RoomStore } from '../store/room-port.ts';
import { type Conditions, createConditions } from './conditions.ts';
import { createDeviceEvents, type DeviceEvents } from './device-events.ts';
import { createDeviceSessions, type DeviceSessions } from './device-sessions.ts';
import { createEnrolListener, machinesOf } from './enrol-listener.ts';
import type { ChassisForms } from './facts.ts';
import { createFindings, type Findings } from './findings.ts';
import type { FindingsDeps } from './findings-state.ts';
import { createHeartbeats, type Heartbeats } from './heartbeats.ts';
import { createFleetIdentity, type FleetIdentity, type FleetIdentityDeps } from './identity.ts';
import { loadPicture } from './load-picture.ts';
import { createMergers, type Mergers } from './mergers.ts';
import { newestMarkers } from './newest-markers.ts';
import { createOrders, defaultOrdersConfig, type Orders, type OrdersConfig } from './orders.ts';
import { createPicture, type Picture } from './picture.ts';
import type { Publish } from './publish-queue.ts';
import { schoolNameOf } from './school-row.ts';
import type { Rules } from './standing.ts';
import { createViews, defaultViewsConfig, type Views, type ViewsConfig } from './views.ts';

export type FleetStore = PictureStore &
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
};

export type FleetConfig = { readonly views: ViewsConfig; readonly orders: OrdersConfig };

const defaultFleetConfig: FleetConfig = { views: defaultViewsConfig, orders: defaultOrdersConfig };

/** The live picture of all machines, what it publishes, and what it orders. */
export type Fleet = {
  readonly picture: Picture;
  readonly views: Views;
  readonly orders: Orders;
  readonly identity: FleetIdentity;
  readonly findings: Findings;
  /** What joining tells. */
  readonly listener: EnrolListener;
  /** Rebuilds everything from the store: before the transport starts. */
  readonly load: () => Promise<void>;
  /** Begins to publish views and to let time pass: after the transport started. */
  readonly start: () => void;
  /** Writes what is held back. */
  readonly stop: () => Promise<void>;
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  readonly applyBirth: (birth: StoredBirth) => void;
  /** A line of history: the will of an old connection may arrive after the new one stands. */
  readonly applyDeath: (death: StoredDeath) => void;
  /** The transport's word on who is connected, and the only one; a birth then tells whether it is the machine itself. */
  readonly connected: (deviceId: string, certificateSha256: string) => void;
  readonly disconnected: (deviceId: string) => void;
  /** The machine itself is connected, not a copy of it. */
  readonly isLive: (deviceId: string) => boolean;
  readonly assignmentChanged: (deviceId: string) => Promise<void>;
  /** After a room was described anew. */
  readonly roomsChanged: () => Promise<void>;
  /** After units, roster or grants changed. */
  readonly orgChanged: () => Promise<void>;
  /** Sees to it that a user's unit has views, also when the grant is newer than the last look at the grants. */
  readonly ensureViews: (unitId: string) => Promise<void>;
  readonly deviceRow: (deviceId: string) => DeviceRow | null;
  /** The id under which a machine is shown: another one when it was merged. */
  readonly survivorOf: (deviceId: string) => string;
  readonly historyOf: (deviceId: string) => DeviceHistory;
  /** Machines of a school, without those that are shown under another id. */
  readonly machinesOf: (schoolCode: string) => readonly SchoolMachine[];
};

/** What is true of a machine, and its older ids. */
export type DeviceHistory = {
  readonly conditions: readonly ConditionRow[];
  readonly mergedIds: readonly string[];
  /** When it joined under the first of its ids. */
  readonly joinedAt: number;
};

type FleetState = FleetDeps & {
  readonly picture: Picture;
  readonly views: Views;
  readonly orders: Orders;
  readonly identity: FleetIdentity;
  readonly findings: Findings;
  readonly events: DeviceEvents;
  readonly conditions: Conditions;
  readonly sessions: DeviceSessions;
  readonly mergers: Mergers;
  readonly heartbeats: Heartbeats;
  unknownReports: number;
};

/** Every machine is judged again within this time, so that presence follows the clock. */
const sweepSeconds = 60;
const quarantineMs = 60_000;
const tidyMs = 3_600_000;
const endedOrdersKeptMs = 90 * 86_400_000;

export function createFleet(deps: FleetDeps, config: FleetConfig = defaultFleetConfig): Fleet {
  const state = createState(deps, config);
  const { picture, views, orders, identity, findings, events, sessions, mergers } = state;
  const cancels: (() => void)[] = [];
  return {
    picture,
    views,
    orders,
    identity,
    findings,
    listener: createEnrolListener(state),
    load: () => load(state),
    start: () => {
      views.start();
      cancels.push(every(deps.clock, 1_000, () => secondPassed(state)));
      cancels.push(every(deps.clock, quarantineMs, () => inBackground(state, countQuarantined(state))));
      cancels.push(every(deps.clock, tidyMs, () => inBackground(state, tidy(state))));
    },
    stop: async () => {
      for (const cancel of cancels.splice(0)) cancel();
      await views.stop();
      await findings.stop();
      await state.heartbeats.saveAll();
      await state.conditions.flush();
      await events.flush();
    },
    applyReports: (reports) => applyReports(state, reports),
    applyBirth: (birth) => applyBirth(state, birth),
    applyDeath: (death) => {
      if (!death.isForeign) events.died(death);
    },
    connected: (deviceId, certificateSha256) => {
      sessions.open(deviceId, certificateSha256);
      picture.setConnected(deviceId, true);
    },
    disconnected: (deviceId) => disconnected(state, deviceId),
    isLive: (deviceId) => sessions.kindOf(deviceId) === 'own',
    assignmentChanged: (deviceId) => assignmentChanged(state, deviceId),
    roomsChanged: async () => picture.setRooms(await deps.store.rooms()),
    orgChanged: () => orgChanged(state),
    ensureViews: async (unitId) => {
      if (!views.isPublished(unitId)) await readGrants(state);
    },
    deviceRow: (deviceId) => picture.device(deviceId)?.standing.row ?? null,
    survivorOf: mergers.survivorOf,
    historyOf: (deviceId) => historyOf(state, deviceId),
    machinesOf: (schoolCode) => machinesOf(picture, schoolCode),
  };
}

function createState(deps: FleetDeps, config: FleetConfig): FleetState {
  // Views listen to the picture and read it: each is told of the other once both are there.
  const listener = {
    changed: (...change: Parameters<Views['changed']>): void => views.changed(...change),
    placed: (...change: Parameters<Views['placed']>): void => views.placed(...change),
    toJudge: (deviceId: string): void => findings.changed(deviceId),
  };
  const picture = createPicture({ ...deps, listener });
  const views: Views = createViews(
    { ...deps, tree: picture.tree, standing: (deviceId) => picture.device(deviceId)?.standing },
    config.views,
  );
  const schoolName = (schoolCode: string): string | null => {
    const school = picture.tree().schools.get(schoolCode);
    return school === undefined ? null : schoolNameOf(school);
  };
  const events = createDeviceEvents(deps);
  const conditions = createConditions({ ...deps, events, changed: listener.toJudge });
  const findings: Findings = createFindings({ ...deps, picture, conditionsOf: conditions.of });
  const sessions = createDeviceSessions(deps);
  const mergers = createMergers();
  const isFrozen = (deviceId: string): boolean => conditions.has(deviceId, 'frozen');
  const orders = createOrders(
    { ...deps, device: picture.device, sessionOf: sessions.kindOf, isFrozen, schoolName },
    config.orders,
  );
  return {
    ...deps,
    picture,
    views,
    orders,
    events,
    conditions,
    findings,
    sessions,
    mergers,
    identity: createFleetIdentity({ ...deps, picture, orders, events, conditions, sessions, mergers }),
    heartbeats: createHeartbeats({ ...deps, picture }),
    unknownReports: 0,
  };
}

async function load(state: FleetState): Promise<void> {
  await orgChanged(state);
  state.picture.setRooms(await state.store.rooms());
  await loadPicture(state.store, state.picture, state.chassisForms);
  await state.identity.load(await state.store.devices());
  await state.findings.load();
  state.log.debug({ machines: state.picture.size() }, 'the picture is loaded');
}

async function orgChanged(state: FleetState): Promise<void> {
  const [units, roster] = await Promise.all([state.store.units(), state.store.rosterRows()]);
  state.picture.setOrg(units, roster);
  state.views.orgChanged();
  await readGrants(state);
}

async function readGrants(state: FleetState): Promise<void> {
  const users = await state.store.users();
  state.views.setGrants(users.filter((user) => user.revokedAt === null).map((user) => user.unitId));
}

/** A copy's birth is no sign of life of the machine. */
function applyBirth(state: FleetState, birth: StoredBirth): void {
  const { deviceId, receivedAt, isForeign } = birth;
  state.sessions.born(birth);
  state.picture.setConnected(deviceId, state.sessions.kindOf(deviceId) === 'own');
  if (!isForeign) {
    state.picture.heard(deviceId, receivedAt);
    state.events.born(birth);
  }
  inBackground(state, state.identity.born(birth));
}

function historyOf({ picture, conditions, mergers }: FleetState, deviceId: string): DeviceHistory {
  const mergedIds = mergers.idsOf(deviceId);
  const joins = [picture.device(deviceId), ...mergedIds.map(picture.hidden)].flatMap(
    (device) => device?.joinedAt ?? [],
  );
  return { conditions: conditions.of(deviceId), mergedIds, joinedAt: Math.min(...joins) };
}

function applyReports(state: FleetState, reports: readonly StoredReport[]): void {
  const unknown = state.picture.takeReports(reports);
  if (unknown > 0 && state.unknownReports === 0) {
    state.log.error({ unknown }, 'reports of machines that the picture does not know');
  }
  state.unknownReports += unknown;
  for (const { deviceId, hashes, measuredAt } of newestMarkers(reports)) {
    if (hashes !== undefined) inBackground(state, state.orders.compare(deviceId, hashes, measuredAt));
  }
}

function disconnected(state: FleetState, deviceId: string): void {
  state.sessions.close(deviceId);
  state.picture.setConnected(deviceId, false);
  state.heartbeats.left(deviceId);
}

function secondPassed(state: FleetState): void {
  state.picture.sweep(Math.ceil(state.picture.size() / sweepSeconds));
  state.findings.tick();
  inBackground(state, state.heartbeats.saveLeft());
}

async function assignmentChanged(state: FleetState, deviceId: string): Promise<void> {
  const assignment = await state.store.assignment(deviceId);
  if (assignment === null) return;
  state.picture.assign(assignment);
  const { schoolCode, room, seat, role, state: deviceState } = assignment;
  const where = [schoolCode, room, seat].filter((part) => part !== null).join(' ');
  state.events.add(deviceId, 'assignment-changed', `${where} ${role} ${deviceState}`);
  await state.orders.welcome(deviceId);
}

async function countQuarantined(state: FleetState): Promise<void> {
  state.picture.setQuarantined(await state.store.quarantineCounts());
}

/** Orders that ended long ago go, and so do the views of users who were revoked. */
async function tidy(state: FleetState): Promise<void> {
  state.identity.tidy();
  await state.store.pruneOrders(state.clock.now() - endedOrdersKeptMs);
  await readGrants(state);
}

/** What nobody waits for must not fail unseen. */
function inBackground(state: FleetState, work: Promise<void>): void {
  work.catch((cause: unknown) => state.log.error({ reason: String(cause) }, 'work of the fleet failed'));
}
