import type { DeviceRow } from '../../shared/contract/view.ts';
import { type Clock, every } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { StoredBirth, StoredDeath, StoredReport } from '../ingest/stored.ts';
import type { OrgStore } from '../store/org-port.ts';
import type { PictureStore } from '../store/picture-port.ts';
import type { Assignment, DeviceRecord, RegistryStore } from '../store/registry-port.ts';
import type { RoomStore } from '../store/room-port.ts';
import { createDeviceEvents, type DeviceEvents } from './device-events.ts';
import type { ChassisForms } from './facts.ts';
import { loadPicture } from './load-picture.ts';
import { createOrders, defaultOrdersConfig, type Orders, type OrdersConfig } from './orders.ts';
import { createPicture, type Picture } from './picture.ts';
import type { Publish } from './publish-queue.ts';
import { schoolNameOf } from './school-row.ts';
import type { Rules } from './standing.ts';
import { createViews, defaultViewsConfig, type Views, type ViewsConfig } from './views.ts';

export type FleetStore = PictureStore &
  Pick<OrgStore, 'units' | 'rosterRows'> &
  Pick<RoomStore, 'rooms'> &
  Pick<RegistryStore, 'devices' | 'assignments' | 'assignment' | 'users'>;

export type FleetDeps = {
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
  /** The transport's word, and the only one on who is connected. */
  readonly setConnected: (deviceId: string, isConnected: boolean) => void;
  readonly deviceJoined: (joined: { readonly device: DeviceRecord; readonly assignment: Assignment }) => void;
  readonly assignmentChanged: (deviceId: string) => Promise<void>;
  /** After a room was described anew. */
  readonly roomsChanged: () => Promise<void>;
  /** After units, roster or grants changed. */
  readonly orgChanged: () => Promise<void>;
  /** Sees to it that a user's unit has views, also when the grant is newer than the last look at the grants. */
  readonly ensureViews: (unitId: string) => Promise<void>;
  readonly deviceRow: (deviceId: string) => DeviceRow | null;
};

type FleetState = FleetDeps & {
  readonly picture: Picture;
  readonly views: Views;
  readonly orders: Orders;
  readonly events: DeviceEvents;
  /** Machines that left since the last second. */
  readonly leaving: Set<string>;
  unknownReports: number;
};

/** Every machine is judged again within this time, so that presence follows the clock. */
const sweepSeconds = 60;
const quarantineMs = 60_000;
const tidyMs = 3_600_000;
const endedOrdersKeptMs = 90 * 86_400_000;

export function createFleet(deps: FleetDeps, config: FleetConfig = defaultFleetConfig): Fleet {
  const state = createState(deps, config);
  const { picture, views, orders, events } = state;
  const cancels: (() => void)[] = [];
  return {
    picture,
    views,
    orders,
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
      await saveUsage(
        state,
        [...picture.devices()].map(({ deviceId }) => deviceId),
      );
      await events.flush();
    },
    applyReports: (reports) => applyReports(state, reports),
    applyBirth: (birth) => {
      picture.heard(birth.deviceId, birth.receivedAt);
      events.born(birth);
      inBackground(state, orders.greet(birth.deviceId));
    },
    applyDeath: (death) => events.died(death),
    setConnected: (deviceId, isConnected) => {
      if (isConnected) picture.setConnected(deviceId, true);
      else disconnected(state, deviceId);
    },
    deviceJoined: ({ device, assignment }) => {
      picture.add(device, assignment);
      events.add(device.deviceId, 'joined', assignment.schoolCode);
    },
    assignmentChanged: (deviceId) => assignmentChanged(state, deviceId),
    roomsChanged: async () => picture.setRooms(await deps.store.rooms()),
    orgChanged: () => orgChanged(state),
    ensureViews: async (unitId) => {
      if (!views.isPublished(unitId)) await readGrants(state);
    },
    deviceRow: (deviceId) => picture.device(deviceId)?.standing.row ?? null,
  };
}

function createState(deps: FleetDeps, config: FleetConfig): FleetState {
  // Views listen to the picture and read it: each is told of the other once both are there.
  const listener = {
    changed: (...change: Parameters<Views['changed']>): void => views.changed(...change),
    placed: (...change: Parameters<Views['placed']>): void => views.placed(...change),
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
  const orders = createOrders({ ...deps, device: picture.device, schoolName }, config.orders);
  return {
    ...deps,
    picture,
    views,
    orders,
    events: createDeviceEvents(deps),
    leaving: new Set(),
    unknownReports: 0,
  };
}

async function load(state: FleetState): Promise<void> {
  await orgChanged(state);
  state.picture.setRooms(await state.store.rooms());
  await loadPicture(state.store, state.picture, state.chassisForms);
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

function applyReports(state: FleetState, reports: readonly StoredReport[]): void {
  const unknown = state.picture.takeReports(reports);
  if (unknown > 0 && state.unknownReports === 0) {
    state.log.error({ unknown }, 'reports of machines that the picture does not know');
  }
  state.unknownReports += unknown;
  // A batch may carry a backlog of markers; the newest of each machine says what it has sent.
  const markers = new Map<string, StoredReport>();
  for (const report of reports) {
    const known = markers.get(report.deviceId);
    if (report.hashes === undefined || (known !== undefined && known.measuredAt > report.measuredAt))
      continue;
    markers.set(report.deviceId, report);
  }
  for (const { deviceId, hashes, measuredAt } of markers.values()) {
    if (hashes !== undefined) inBackground(state, state.orders.compare(deviceId, hashes, measuredAt));
  }
}

function disconnected(state: FleetState, deviceId: string): void {
  state.picture.setConnected(deviceId, false);
  state.leaving.add(deviceId);
}

/** A whole lab is switched off at once: those who leave in one second are saved together. */
function secondPassed(state: FleetState): void {
  state.picture.sweep(Math.ceil(state.picture.size() / sweepSeconds));
  const leaving = [...state.leaving];
  state.leaving.clear();
  inBackground(state, saveUsage(state, leaving));
}

/** Newest heartbeats, kept when a machine leaves and when the broker stops: what a restart could not read elsewhere. */
async function saveUsage(state: FleetState, deviceIds: readonly string[]): Promise<void> {
  const readings = deviceIds.flatMap((deviceId) => {
    const device = state.picture.device(deviceId);
    const unsaved = device?.unsavedUsage ?? null;
    if (device !== undefined) device.unsavedUsage = null;
    return unsaved === null ? [] : [unsaved];
  });
  if (readings.length > 0) await state.store.saveReadings(readings);
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
  await state.store.pruneOrders(state.clock.now() - endedOrdersKeptMs);
  await readGrants(state);
}

/** What nobody waits for must not fail unseen. */
function inBackground(state: FleetState, work: Promise<void>): void {
  work.catch((cause: unknown) => state.log.error({ reason: String(cause) }, 'work of the fleet failed'));
}
