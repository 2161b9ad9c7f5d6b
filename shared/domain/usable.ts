import { type SchoolCalendar, schoolDaysBetween } from './calendar.ts';
import type { DeviceState, Role } from './device.ts';
import type { NormPack } from './norm.ts';
import type { RoomKind } from './school.ts';

export const chassisForms = ['desktop', 'laptop', 'tablet', 'server'] as const;
export type ChassisForm = (typeof chassisForms)[number];

/** One machine of a frozen snapshot. Null is unknown, which never disqualifies. */
export interface PlanningDevice {
  readonly deviceId: string;
  readonly hostname?: string;
  readonly schoolCode: string;
  readonly siteCode?: string;
  readonly room?: string;
  readonly roomKind?: RoomKind;
  readonly role: Role;
  readonly state: DeviceState;
  readonly pendingReason?: string;
  readonly connected: boolean;
  readonly lastSeenMs: number | null;
  /** Memory the operating system sees, less than what is installed. */
  readonly memoryBytes: number | null;
  readonly systemDiskFreeBytes: number | null;
  readonly isVirtual: boolean | null;
  readonly chassis: ChassisForm | null;
  /** When an officer last confirmed "checked, works". */
  readonly confirmedGoodMs: number | null;
  /** The asset book says that it belongs to a person or a contractor. */
  readonly isPrivate?: boolean;
}

/** Why a machine is not counted; the first rule that fails, in the order of this list. */
export const usableReasons = [
  'role-unknown',
  'role-not-student',
  'private',
  'virtual-machine',
  'server',
  'tablet',
  'room-not-lab',
  'pending',
  'state-broken',
  'state-in-repair',
  'state-stored',
  'state-retired',
  'never-seen',
  'not-seen',
  'memory-below-minimum',
  'disk-below-minimum',
] as const;
export type UsableReason = (typeof usableReasons)[number];

/** What a planner should look at although the machine is judged without it. */
export const usableWarnings = [
  'memory-unknown',
  'disk-unknown',
  'virtual-unknown',
  'chassis-unknown',
  'room-kind-unknown',
  'kept-by-confirmation',
] as const;
export type UsableWarning = (typeof usableWarnings)[number];

export interface UsableVerdict {
  readonly counts: boolean;
  readonly reason: UsableReason | null;
  readonly warnings: readonly UsableWarning[];
}

/** The fixed frame of a judgement: the date of the snapshot, its calendar, its norm pack. */
export interface UsableFrame {
  readonly asAtMs: number;
  readonly calendar: SchoolCalendar;
  readonly pack: NormPack;
}

/** Machines of one school: `registered` student machines that ever joined, `usable` those that count. */
export interface MachineTally {
  readonly registered: number;
  readonly usable: number;
}

/**
 * Whether a machine counts as a student computer for Informatics, and if not, why (1568/SGDĐT-GDTrH 2018 §II.3.c speaks of
 * machines "phục vụ dạy-học môn Tin học"). Role and room assignment decide, never the host name. A student machine in a room
 * without a kind counts, since rooms have none until an officer sets it; a room of another kind excludes. An operating system
 * out of support is a finding, not a reason. Thresholds are the pack's assumptions.
 */
export function judgeMachine(device: PlanningDevice, frame: UsableFrame): UsableVerdict {
  const reason = purposeReason(device) ?? conditionReason(device, frame);
  return { counts: reason === null, reason, warnings: warningsOf(device, frame) };
}

/** The same rules for a machine of any purpose, wherever it stands; null: it works. */
export function idleReason(device: PlanningDevice, frame: UsableFrame): UsableReason | null {
  return formReason(device) ?? conditionReason(device, frame);
}

/** Registered and usable student machines by school code; schools without machines have no entry. */
export function tallyMachines(
  devices: Iterable<PlanningDevice>,
  frame: UsableFrame,
): Map<string, MachineTally> {
  const tallies = new Map<string, MachineTally>();
  for (const device of devices) {
    const tally = tallies.get(device.schoolCode) ?? { registered: 0, usable: 0 };
    tallies.set(device.schoolCode, {
      registered: tally.registered + (isRegistered(device) ? 1 : 0),
      usable: tally.usable + (judgeMachine(device, frame).counts ? 1 : 0),
    });
  }
  return tallies;
}

/**
 * Coverage compares with declared student PCs: other roles, other forms, private machines, newcomers and written-off machines
 * stay out.
 */
export function isRegistered(device: PlanningDevice): boolean {
  const isStudentPc = device.role === 'student' && formReason(device) === null;
  return isStudentPc && device.state !== 'pending' && device.state !== 'retired';
}

const stateReasons: Record<DeviceState, UsableReason | null> = {
  approved: null,
  pending: 'pending',
  broken: 'state-broken',
  'in-repair': 'state-in-repair',
  stored: 'state-stored',
  retired: 'state-retired',
};

function purposeReason(device: PlanningDevice): UsableReason | null {
  if (device.role === 'unknown') return 'role-unknown';
  if (device.role !== 'student') return 'role-not-student';
  const form = formReason(device);
  if (form !== null) return form;
  return device.roomKind === undefined || device.roomKind === 'lab' ? null : 'room-not-lab';
}

function formReason(device: PlanningDevice): UsableReason | null {
  if (device.isPrivate === true) return 'private';
  if (device.isVirtual === true) return 'virtual-machine';
  return device.chassis === 'server' || device.chassis === 'tablet' ? device.chassis : null;
}

function conditionReason(device: PlanningDevice, frame: UsableFrame): UsableReason | null {
  return (
    stateReasons[device.state] ?? sightingReason(device, frame) ?? configurationReason(device, frame.pack)
  );
}

function sightingReason(device: PlanningDevice, frame: UsableFrame): UsableReason | null {
  if (wasSeen(device, frame) || isConfirmed(device, frame)) return null;
  return device.lastSeenMs === null ? 'never-seen' : 'not-seen';
}

function wasSeen(device: PlanningDevice, frame: UsableFrame): boolean {
  if (device.connected) return true;
  if (device.lastSeenMs === null) return false;
  const age = schoolDaysBetween(device.lastSeenMs, frame.asAtMs, frame.calendar);
  return age <= frame.pack.rules.seenWindowSchoolDays.value;
}

/** A confirmation later than the snapshot was not known to it. */
function isConfirmed(device: PlanningDevice, frame: UsableFrame): boolean {
  if (device.confirmedGoodMs === null) return false;
  const ageMs = frame.asAtMs - device.confirmedGoodMs;
  return ageMs >= 0 && ageMs <= frame.pack.rules.confirmationDays.value * 86_400_000;
}

/** Firmware and graphics keep part of the memory: a machine sold with the minimum must not fail by what it hides. */
export function configurationReason(device: PlanningDevice, pack: NormPack): UsableReason | null {
  const seenPercent = 100 - pack.rules.memoryReservedPercent.value;
  const { memoryBytes, systemDiskFreeBytes } = device;
  if (memoryBytes !== null && memoryBytes * 100 < pack.rules.minMemoryBytes.value * seenPercent) {
    return 'memory-below-minimum';
  }
  const isDiskShort = systemDiskFreeBytes !== null && systemDiskFreeBytes < pack.rules.minFreeDiskBytes.value;
  return isDiskShort ? 'disk-below-minimum' : null;
}

function warningsOf(device: PlanningDevice, frame: UsableFrame): UsableWarning[] {
  const found: Record<UsableWarning, boolean> = {
    'memory-unknown': device.memoryBytes === null,
    'disk-unknown': device.systemDiskFreeBytes === null,
    'virtual-unknown': device.isVirtual === null,
    'chassis-unknown': device.chassis === null,
    'room-kind-unknown': device.roomKind === undefined,
    'kept-by-confirmation': !wasSeen(device, frame) && isConfirmed(device, frame),
  };
  return usableWarnings.filter((warning) => found[warning]);
}
