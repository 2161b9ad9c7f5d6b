import type { DeviceRow } from '../../shared/contract/view.ts';
import { personalRoles } from '../../shared/domain/device.ts';
import { every } from '../../shared/runtime/clock.ts';
import type { EnrolListener, SchoolMachine } from '../enrol/enrol-events.ts';
import type { LineClaims } from '../ingest/line-claims.ts';
import type { StoredBirth, StoredDeath, StoredReport } from '../ingest/stored.ts';
import type { ConditionRow } from '../store/identity-port.ts';
import type { SessionLoss } from '../transport/transport.ts';
import { createEnrolListener, machinesOf } from './enrol-listener.ts';
import type { Findings } from './findings.ts';
import {
  createFleetState,
  defaultFleetConfig,
  type FleetConfig,
  type FleetDeps,
  type FleetState,
} from './fleet-state.ts';
import type { FleetIdentity } from './identity.ts';
import type { Lines } from './lines.ts';
import { loadPicture } from './load-picture.ts';
import { newestMarkers } from './newest-markers.ts';
import type { Orders } from './orders.ts';
import type { Picture } from './picture.ts';
import type { TrackedDevice } from './tracked-device.ts';
import type { Views } from './views.ts';

/** The live picture of all machines, what it publishes, and what it orders. */
export type Fleet = {
  readonly picture: Picture;
  readonly views: Views;
  readonly orders: Orders;
  readonly identity: FleetIdentity;
  readonly findings: Findings;
  readonly lines: Lines;
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
  readonly connected: (deviceId: string, certificateSha256: string, remoteAddress: string) => void;
  readonly disconnected: (deviceId: string, loss: SessionLoss) => void;
  /** The machine itself is connected, not a copy of it. */
  readonly isLive: (deviceId: string) => boolean;
  /** What each machine can know of lines. */
  readonly claims: LineClaims;
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

/** Every machine is judged again within this time, so that presence follows the clock. */
const sweepSeconds = 60;
const quarantineMs = 60_000;
const tidyMs = 3_600_000;
const endedOrdersKeptMs = 90 * 86_400_000;

export function createFleet(deps: FleetDeps, config: FleetConfig = defaultFleetConfig): Fleet {
  const state = createFleetState(deps, config);
  const { picture, views, orders, identity, findings, lines, events, sessions, mergers } = state;
  const cancels: (() => void)[] = [];
  return {
    picture,
    views,
    orders,
    identity,
    findings,
    lines,
    listener: createEnrolListener(state),
    load: () => load(state),
    start: () => {
      views.start();
      lines.start();
      cancels.push(every(deps.clock, 1_000, () => secondPassed(state)));
      cancels.push(every(deps.clock, quarantineMs, () => inBackground(state, countQuarantined(state))));
      cancels.push(every(deps.clock, tidyMs, () => inBackground(state, tidy(state))));
    },
    stop: async () => {
      for (const cancel of cancels.splice(0)) cancel();
      await views.stop();
      await findings.stop();
      await lines.stop();
      await state.heartbeats.saveAll();
      await state.conditions.flush();
      await events.flush();
    },
    applyReports: (reports) => applyReports(state, reports),
    applyBirth: (birth) => applyBirth(state, birth),
    applyDeath: (death) => {
      if (death.isForeign) return;
      events.died(death);
      lines.applyDeath(death);
    },
    connected: (deviceId, certificateSha256, remoteAddress) => {
      sessions.open(deviceId, certificateSha256);
      picture.setConnected(deviceId, true);
      lines.connected(deviceId, remoteAddress);
    },
    disconnected: (deviceId, loss) => disconnected(state, deviceId, loss),
    isLive: (deviceId) => sessions.kindOf(deviceId) === 'own',
    claims: claimsOf(state),
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

function claimsOf({ picture, lines }: FleetState): LineClaims {
  const machine = (deviceId: string) => picture.device(deviceId) ?? picture.hidden(deviceId);
  return {
    isPersonal: (deviceId) => isPersonal(machine(deviceId)),
    isOwnLine: (deviceId, lineId) => {
      const schoolCode = machine(deviceId)?.schoolCode;
      return schoolCode !== undefined && lines.register.isOf(schoolCode, lineId);
    },
    isService: (deviceId, service) => lines.services.isKnown(service, machine(deviceId)?.schoolCode),
  };
}

/** One that is not known yet is taken for personal: what it tells can be told again, what was kept cannot be unsaid. */
function isPersonal(device: TrackedDevice | undefined): boolean {
  return device === undefined || personalRoles.includes(device.role);
}

async function load(state: FleetState): Promise<void> {
  await orgChanged(state);
  state.picture.setRooms(await state.store.rooms());
  await loadPicture(state.store, state.picture, state.chassisForms);
  await state.identity.load(await state.store.devices());
  // Findings rest on the lines, too.
  await state.lines.load();
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
    state.lines.applyBirth(birth);
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
  state.lines.applyReports(reports);
  for (const { deviceId, hashes, measuredAt } of newestMarkers(reports)) {
    if (hashes !== undefined) inBackground(state, state.orders.compare(deviceId, hashes, measuredAt));
  }
}

function disconnected(state: FleetState, deviceId: string, loss: SessionLoss): void {
  state.lines.disconnected(deviceId, loss);
  // Its keep-alive spoke for it, perhaps long after its last report; a copy's did not.
  if (state.sessions.kindOf(deviceId) === 'own') state.picture.heard(deviceId, loss.lastHeardAt);
  state.sessions.close(deviceId);
  state.picture.setConnected(deviceId, false);
  state.heartbeats.left(deviceId);
}

function secondPassed(state: FleetState): void {
  state.picture.sweep(Math.ceil(state.picture.size() / sweepSeconds));
  state.findings.tick();
  state.lines.tick();
  inBackground(state, state.heartbeats.saveLeft());
}

async function assignmentChanged(state: FleetState, deviceId: string): Promise<void> {
  const assignment = await state.store.assignment(deviceId);
  if (assignment === null) return;
  const before = state.picture.device(deviceId)?.schoolCode;
  state.picture.assign(assignment);
  if (before !== undefined) state.lines.outages.changed(before);
  await state.lines.outages.assigned(deviceId);
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
