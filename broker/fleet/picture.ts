import type { Unit } from '../../shared/contract/view.ts';
import { localDay } from '../../shared/domain/signature-age.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { StoredReport } from '../ingest/stored.ts';
import type { RosterRow } from '../store/org-port.ts';
import type { Assignment, DeviceRecord } from '../store/registry-port.ts';
import type { RoomVersion } from '../store/room-port.ts';
import type { ChassisForms } from './facts.ts';
import type { HeardDay, HeardDays } from './heard-days.ts';
import { type RoomKinds, roomKindOf, roomKindsOf } from './room-kinds.ts';
import { createRound } from './round.ts';
import { type Assessment, difference, judge, type Rules } from './standing.ts';
import { count } from './tally.ts';
import {
  isDiskShort,
  noteDay,
  type TrackedDevice,
  takeOutcome,
  takeReading,
  trackDevice,
} from './tracked-device.ts';
import { buildTree, emptyTree, placeOf, type UnitNode, type UnitTree, upwards } from './unit-tree.ts';

/** Told after each change, so that views know what to publish. */
export type PictureListener = {
  /** A machine at `place` is shown or counted differently, or was merely heard again. */
  readonly changed: (deviceId: string, place: UnitNode | null, what: 'content' | 'last-seen') => void;
  /** What rules read of a machine may have changed: its facts, its role, its state, whether it is shown. */
  readonly toJudge: (deviceId: string) => void;
  /** A machine came (`from` null), moved or left (`to` null). */
  readonly placed: (deviceId: string, from: UnitNode | null, to: UnitNode | null) => void;
};

export type PictureDeps = {
  readonly clock: Clock;
  readonly rules: Rules;
  readonly chassisForms: ChassisForms;
  readonly listener: PictureListener;
};

/**
 * The live picture: every machine's newest state and its counts along the org tree. One report costs the depth of the
 * tree, whatever the size of the fleet. The same set of reports gives the same picture in any order, any number of times.
 */
export type Picture = {
  readonly tree: () => UnitTree;
  readonly device: (deviceId: string) => TrackedDevice | undefined;
  readonly devices: () => IterableIterator<TrackedDevice>;
  readonly size: () => number;
  /** A new tree or roster: every machine is placed and counted again. */
  readonly setOrg: (units: readonly Unit[], roster: readonly RosterRow[]) => void;
  /** Rooms as they are described now: a machine in a room of another kind than a lab counts no more. */
  readonly setRooms: (rooms: readonly RoomVersion[]) => void;
  /** A machine that joined; known already, its assignment is replaced. */
  readonly add: (record: DeviceRecord, assignment: Assignment) => void;
  readonly assign: (assignment: Assignment) => void;
  /** A machine that is shown under another id: listed and counted no more, its facts kept up to date. */
  readonly hide: (deviceId: string) => void;
  /** Shows a hidden machine again, as it is by now. */
  readonly show: (deviceId: string) => void;
  readonly hidden: (deviceId: string) => TrackedDevice | undefined;
  /** Reports of machines that are not known are left out; returns how many. */
  readonly takeReports: (reports: readonly StoredReport[]) => number;
  readonly heard: (deviceId: string, at: number) => void;
  readonly setConnected: (deviceId: string, isConnected: boolean) => void;
  /** Messages in quarantine by machine; a machine that is not named has none. */
  readonly setQuarantined: (counts: ReadonlyMap<string, number>) => void;
  readonly assess: (deviceId: string, assessment: Assessment) => void;
  /** Takes over what the store holds of the days on which machines were heard, complete since `from`. */
  readonly setHeardDays: (from: number, days: ReadonlyMap<string, HeardDays>) => void;
  /** Days that are new since the last call, to be stored. */
  readonly takeNewDays: () => readonly HeardDay[];
  /** Judges a machine again after its fields were changed directly, as at load. */
  readonly refresh: (device: TrackedDevice) => void;
  /** Judges the next `machines` again: presence and age go on without any report. */
  readonly sweep: (machines: number) => void;
};

type PictureState = PictureDeps & {
  readonly newDays: HeardDay[];
  readonly devices: Map<string, TrackedDevice>;
  /** In no unit: what is told of them is taken in and counts nowhere. */
  readonly hidden: Map<string, TrackedDevice>;
  tree: UnitTree;
  rooms: RoomKinds;
  readonly sweeping: ReturnType<typeof createRound<TrackedDevice>>;
};

export function createPicture(deps: PictureDeps): Picture {
  const devices = new Map<string, TrackedDevice>();
  const state: PictureState = {
    ...deps,
    devices,
    hidden: new Map(),
    newDays: [],
    tree: emptyTree,
    rooms: roomKindsOf([]),
    sweeping: createRound(() => devices.values()),
  };
  const update = (deviceId: string, change: (device: TrackedDevice) => void): void => {
    const device = anyDevice(state, deviceId);
    if (device === undefined) return;
    change(device);
    refresh(state, device);
  };
  return {
    tree: () => state.tree,
    device: (deviceId) => devices.get(deviceId),
    devices: () => devices.values(),
    size: () => devices.size,
    setOrg: (units, roster) => setOrg(state, buildTree(units, roster)),
    setRooms: (rooms) => setRooms(state, roomKindsOf(rooms)),
    add: (record, assignment) => add(state, record, assignment),
    assign: (assignment) => assign(state, assignment),
    hide: (deviceId) => hide(state, deviceId),
    show: (deviceId) => show(state, deviceId),
    hidden: (deviceId) => state.hidden.get(deviceId),
    takeReports: (reports) => takeReports(state, reports),
    heard: (deviceId, at) => update(deviceId, (device) => heardAt(state, device, at)),
    setConnected: (deviceId, isConnected) =>
      update(deviceId, (device) => {
        device.isConnected = isConnected;
      }),
    setQuarantined: (counts) => {
      for (const device of devices.values()) {
        const quarantined = counts.get(device.deviceId) ?? 0;
        if (quarantined === device.quarantined) continue;
        device.quarantined = quarantined;
        refresh(state, device);
      }
    },
    assess: (deviceId, assessment) =>
      update(deviceId, (device) => void Object.assign(device, { assessment })),
    setHeardDays: (from, days) => setHeardDays(state, from, days),
    takeNewDays: () => state.newDays.splice(0),
    refresh: (device) => refresh(state, device),
    sweep: (machines) => sweep(state, machines),
  };
}

function anyDevice({ devices, hidden }: PictureState, deviceId: string): TrackedDevice | undefined {
  return devices.get(deviceId) ?? hidden.get(deviceId);
}

function refresh(state: PictureState, device: TrackedDevice): void {
  const before = device.standing;
  const after = judge(device, state.rules, state.clock.now());
  const what = difference(before, after);
  if (what === 'none') return;
  device.standing = after;
  if (what === 'content') {
    for (const { tally } of upwards(device.place)) {
      count(tally, before, -1);
      count(tally, after, 1);
    }
  }
  state.listener.changed(device.deviceId, device.place, what);
}

function add(state: PictureState, record: DeviceRecord, assignment: Assignment): void {
  if (anyDevice(state, record.deviceId) !== undefined) {
    assign(state, assignment);
    return;
  }
  const device = trackDevice(
    record,
    assignment,
    roomKindOf(state.rooms, assignment),
    state.rules,
    state.clock.now(),
  );
  state.devices.set(record.deviceId, device);
  place(device, placeOf(state.tree, device.schoolCode, device.room));
  state.listener.placed(device.deviceId, null, device.place);
  state.listener.toJudge(device.deviceId);
}

function assign(state: PictureState, assignment: Assignment): void {
  const { deviceId, schoolCode, room, seat, role, state: deviceState, confirmedGoodAt } = assignment;
  const device = anyDevice(state, deviceId);
  if (device === undefined) return;
  const from = device.place;
  const roomKind = roomKindOf(state.rooms, assignment);
  Object.assign(device, { schoolCode, room, roomKind, seat, role, state: deviceState, confirmedGoodAt });
  refresh(state, device);
  state.listener.toJudge(deviceId);
  const to = state.hidden.has(deviceId) ? null : placeOf(state.tree, schoolCode, room);
  if (to === from) return;
  place(device, to);
  state.listener.placed(deviceId, from, to);
}

function hide(state: PictureState, deviceId: string): void {
  const device = state.devices.get(deviceId);
  if (device === undefined) return;
  const from = device.place;
  place(device, null);
  state.devices.delete(deviceId);
  state.hidden.set(deviceId, device);
  state.listener.placed(deviceId, from, null);
  state.listener.toJudge(deviceId);
}

function show(state: PictureState, deviceId: string): void {
  const device = state.hidden.get(deviceId);
  if (device === undefined) return;
  state.hidden.delete(deviceId);
  state.devices.set(deviceId, device);
  device.roomKind = roomKindOf(state.rooms, device);
  place(device, placeOf(state.tree, device.schoolCode, device.room));
  refresh(state, device);
  state.listener.placed(deviceId, null, device.place);
  state.listener.toJudge(deviceId);
}

/** Moves a machine and what it counts for from its unit to another. */
function place(device: TrackedDevice, to: UnitNode | null): void {
  for (const { tally } of upwards(device.place)) count(tally, device.standing, -1);
  device.place?.deviceIds.delete(device.deviceId);
  device.place = to;
  to?.deviceIds.add(device.deviceId);
  for (const { tally } of upwards(to)) count(tally, device.standing, 1);
}

function setOrg(state: PictureState, tree: UnitTree): void {
  state.tree = tree;
  for (const device of state.devices.values()) {
    device.place = null;
    place(device, placeOf(tree, device.schoolCode, device.room));
  }
}

function setRooms(state: PictureState, rooms: RoomKinds): void {
  state.rooms = rooms;
  for (const device of state.devices.values()) {
    const roomKind = roomKindOf(rooms, device);
    if (roomKind === device.roomKind) continue;
    device.roomKind = roomKind;
    refresh(state, device);
  }
}

function takeReports(state: PictureState, reports: readonly StoredReport[]): number {
  const touched = new Set<TrackedDevice>();
  let unknown = 0;
  for (const report of reports) {
    const device = anyDevice(state, report.deviceId);
    if (device === undefined) unknown += 1;
    else {
      takeReport(state, device, report);
      touched.add(device);
    }
  }
  for (const device of touched) refresh(state, device);
  return unknown;
}

/** The days of a backlog are known too where its times are sure. */
function takeReport(state: PictureState, device: TrackedDevice, report: StoredReport): void {
  heardAt(state, device, report.receivedAt);
  if (report.timeQuality === 'anchored') wasOn(state, device, report.measuredAt);
  for (const reading of report.readings) {
    const wasShort = isDiskShort(device, state.rules);
    const isTaken = takeReading(device, reading, report, state.chassisForms);
    // Of the heartbeat, which comes every few minutes, rules read this alone.
    const isToJudge = reading.section !== 'usage' || isDiskShort(device, state.rules) !== wasShort;
    if (isToJudge) state.listener.toJudge(device.deviceId);
    if (!isTaken || reading.section !== 'usage') continue;
    const { deviceId, measuredAt, seq, timeQuality } = report;
    device.unsavedUsage = { deviceId, measuredAt, seq, timeQuality, reading };
  }
  for (const outcome of report.outcomes) takeOutcome(device, outcome, report);
}

function heardAt(state: PictureState, device: TrackedDevice, at: number): void {
  device.lastSeen = Math.max(device.lastSeen ?? 0, at);
  wasOn(state, device, at);
}

function wasOn({ rules, newDays }: PictureState, device: TrackedDevice, at: number): void {
  const day = localDay(at, rules.calendar.utcOffsetMinutes);
  if (noteDay(device, day)) newDays.push({ deviceId: device.deviceId, day });
}

function setHeardDays(state: PictureState, from: number, days: ReadonlyMap<string, HeardDays>): void {
  for (const device of [...state.devices.values(), ...state.hidden.values()]) {
    device.heardDays = days.get(device.deviceId) ?? null;
    device.heardDaysFrom = Math.max(device.heardDaysFrom, from);
    refresh(state, device);
  }
}

function sweep(state: PictureState, machines: number): void {
  for (let left = Math.min(machines, state.devices.size); left > 0; left -= 1) {
    const next = state.sweeping.next();
    if (next !== undefined) refresh(state, next);
  }
}
