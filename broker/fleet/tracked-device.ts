import type { Reading } from '../../shared/contract/readings.ts';
import type { CollectorOutcome } from '../../shared/contract/report.ts';
import type { TimeQuality } from '../../shared/domain/device.ts';
import type { RoomKind } from '../../shared/domain/school.ts';
import { localDay } from '../../shared/domain/signature-age.ts';
import type { HeldReading } from '../store/picture-port.ts';
import type { Assignment, DeviceRecord } from '../store/registry-port.ts';
import { type ChassisForms, type HeldSection, heldSections, noFacts, withReading } from './facts.ts';
import { withDay } from './heard-days.ts';
import { type DeviceBasis, judge, notAssessed, type Rules, type Standing } from './standing.ts';
import type { UnitNode } from './unit-tree.ts';

/** Orders states: the greater (measuredAt, seq, hash) holds, as in the store; arrival never decides. */
type Stamp = { readonly measuredAt: number; readonly seq: number; readonly hash: string };

type HeldOutcome = CollectorOutcome & { readonly measuredAt: number; readonly seq: number };

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One machine in the live picture. */
export type TrackedDevice = Writable<DeviceBasis> & {
  readonly joinedAt: number;
  readonly stamps: Partial<Record<HeldSection, Stamp>>;
  outcomes: readonly HeldOutcome[];
  /** The newest heartbeat that the store does not hold yet. */
  unsavedUsage: HeldReading | null;
  /** Its unit in the tree; null only while there is no tree. */
  place: UnitNode | null;
  standing: Standing;
};

/** A machine as the registry knows it, before anything is heard of it. */
export function trackDevice(
  record: DeviceRecord,
  assignment: Assignment,
  roomKind: RoomKind | null,
  rules: Rules,
  nowMs: number,
): TrackedDevice {
  const { schoolCode, room, seat, role, state, confirmedGoodAt } = assignment;
  const basis: DeviceBasis = {
    deviceId: record.deviceId,
    schoolCode,
    room,
    roomKind,
    seat,
    role,
    state,
    confirmedGoodAt,
    facts: noFacts,
    isConnected: false,
    lastSeen: null,
    quarantined: 0,
    heardDays: null,
    heardDaysFrom: localDay(record.joinedAt, rules.calendar.utcOffsetMinutes),
    assessment: notAssessed,
  };
  return {
    ...basis,
    joinedAt: record.joinedAt,
    stamps: {},
    outcomes: [],
    unsavedUsage: null,
    place: null,
    standing: judge(basis, rules, nowMs),
  };
}

/** The machine was heard on this local day; false when that is nothing new. */
export function noteDay(device: TrackedDevice, day: number): boolean {
  const days = withDay(device.heardDays, day);
  if (days === device.heardDays) return false;
  device.heardDays = days;
  return true;
}

/** Whether the system disk is short of space by the rules; null where it is not known. */
export function isDiskShort({ facts }: TrackedDevice, { tables }: Rules): boolean | null {
  const { systemFreeBytes } = facts.usage;
  return systemFreeBytes === undefined ? null : systemFreeBytes < tables.thresholds.minFreeDiskBytes;
}

/** When and how surely something was measured, and its number within the boot. */
export type Measured = {
  readonly measuredAt: number;
  readonly seq: number;
  readonly timeQuality: TimeQuality;
};

/** Takes a reading if it is newer than what is held of its section. Old reports of a backlog change nothing. */
export function takeReading(
  device: TrackedDevice,
  reading: Reading,
  { measuredAt, seq }: Measured,
  chassisForms: ChassisForms,
): boolean {
  const section = heldSections.find((name) => name === reading.section);
  if (section === undefined) return false;
  const stamp = { measuredAt, seq, hash: reading.hash ?? '' };
  const held = device.stamps[section];
  if (held !== undefined && !isNewer(stamp, held)) return false;
  device.stamps[section] = stamp;
  device.facts = withReading(device.facts, reading, chassisForms);
  return true;
}

/** Takes the outcome of one collector run if it is newer than the one held. */
export function takeOutcome(device: TrackedDevice, outcome: CollectorOutcome, measured: Measured): void {
  const { collector, ms } = outcome;
  const next: HeldOutcome = {
    collector,
    outcome: outcome.outcome,
    ms,
    measuredAt: measured.measuredAt,
    seq: measured.seq,
  };
  const index = device.outcomes.findIndex((held) => held.collector === collector);
  const held = device.outcomes[index];
  if (held === undefined) {
    device.outcomes = [...device.outcomes, next].sort((a, b) => (a.collector < b.collector ? -1 : 1));
  } else if (isNewer(outcomeStamp(next), outcomeStamp(held))) {
    device.outcomes = device.outcomes.with(index, next);
  }
}

function isNewer(stamp: Stamp, held: Stamp): boolean {
  if (stamp.measuredAt !== held.measuredAt) return stamp.measuredAt > held.measuredAt;
  if (stamp.seq !== held.seq) return stamp.seq > held.seq;
  return stamp.hash > held.hash;
}

function outcomeStamp({ measuredAt, seq, outcome, ms }: HeldOutcome): Stamp {
  return { measuredAt, seq, hash: `${outcome} ${ms}` };
}
