import type { DeviceRow } from '../../shared/contract/view.ts';
import { type AntivirusVerdict, decodeAntivirus } from '../../shared/domain/antivirus.ts';
import type { SchoolCalendar } from '../../shared/domain/calendar.ts';
import type { DeviceState, Role } from '../../shared/domain/device.ts';
import type { JudgementTables } from '../../shared/domain/judgement-tables.ts';
import type { NormPack } from '../../shared/domain/norm.ts';
import { presenceOf } from '../../shared/domain/presence.ts';
import type { RoomKind } from '../../shared/domain/school.ts';
import { judgeMachine, type PlanningDevice, tallyMachines } from '../../shared/domain/usable.ts';
import type { HeldFacts } from './facts.ts';
import { type HeardDays, onDaysOf } from './heard-days.ts';

/** What a machine's standing is judged from. */
export type DeviceBasis = {
  readonly deviceId: string;
  readonly schoolCode: string;
  readonly room: string | null;
  /** What the room is for; null also while nobody said so. */
  readonly roomKind: RoomKind | null;
  readonly seat: string | null;
  readonly role: Role;
  readonly state: DeviceState;
  /** When an officer last said "checked, works". */
  readonly confirmedGoodAt: number | null;
  readonly facts: HeldFacts;
  readonly isConnected: boolean;
  /** Broker time at which the machine was last heard: the newest arrival, whatever it told about. */
  readonly lastSeen: number | null;
  readonly quarantined: number;
  readonly heardDays: HeardDays | null;
  /** Local day from which that record is complete. */
  readonly heardDaysFrom: number;
  readonly assessment: Assessment;
};

/** What findings make of a machine. */
export type Assessment = {
  /** 0 good, 100 bad; null where too little is known. */
  readonly risk: number | null;
  /** Open or acknowledged. */
  readonly findings: number;
  /** One of these is critical or high, and no mere symptom of another. */
  readonly isAtRisk: boolean;
};

export const notAssessed: Assessment = { risk: null, findings: 0, isAtRisk: false };

/** Tables and rules of judgement, all data. */
export type Rules = {
  readonly calendar: SchoolCalendar;
  readonly pack: NormPack;
  readonly tables: JudgementTables;
};

/** One machine as it is shown and counted now. Never changed, only replaced. */
export type Standing = {
  readonly row: DeviceRow;
  /** A student machine that ever joined, by the rule of shared/domain/usable. */
  readonly isRegistered: boolean;
  readonly isAtRisk: boolean;
  readonly quarantined: number;
};

/** Judges one machine at `nowMs`. */
export function judge(device: DeviceBasis, rules: Rules, nowMs: number): Standing {
  const planning = planningDeviceOf(device);
  const frame = { asAtMs: nowMs, calendar: rules.calendar, pack: rules.pack };
  const verdict = judgeMachine(planning, frame);
  const registered = tallyMachines([planning], frame).get(device.schoolCode)?.registered ?? 0;
  const { facts, lastSeen } = device;
  return {
    row: {
      deviceId: device.deviceId,
      hostname: facts.system.hostname,
      schoolCode: device.schoolCode,
      room: device.room,
      seat: device.seat,
      role: device.role,
      state: device.state,
      presence: presenceOf({ connected: device.isConnected, lastSeenMs: lastSeen }, nowMs, rules.calendar),
      lastSeen,
      os: facts.system.os,
      memoryBytes: facts.hardware.memoryBytes,
      antivirus: antivirusOf(device, rules, nowMs).state,
      risk: device.assessment.risk,
      findings: device.assessment.findings,
      countsAsStudentComputer: verdict.counts,
      reason: verdict.reason,
    },
    isRegistered: registered === 1,
    isAtRisk: device.assessment.isAtRisk,
    quarantined: device.quarantined,
  };
}

/** A machine's antivirus, as of when it was last heard. */
export function antivirusOf(device: DeviceBasis, rules: Rules, nowMs: number): AntivirusVerdict {
  return decodeAntivirus(device.facts.antivirus, {
    table: rules.tables.antivirus,
    asOfMs: device.lastSeen ?? nowMs,
    utcOffsetMinutes: rules.calendar.utcOffsetMinutes,
    onDays: onDaysOf(device.heardDays, device.heardDaysFrom),
  });
}

/** The planner's view of a machine. */
export function planningDeviceOf(device: DeviceBasis): PlanningDevice {
  const { facts } = device;
  return {
    deviceId: device.deviceId,
    ...(facts.system.hostname === null ? {} : { hostname: facts.system.hostname }),
    schoolCode: device.schoolCode,
    ...(device.room === null ? {} : { room: device.room }),
    ...(device.roomKind === null ? {} : { roomKind: device.roomKind }),
    role: device.role,
    state: device.state,
    connected: device.isConnected,
    lastSeenMs: device.lastSeen,
    memoryBytes: facts.hardware.memoryBytes,
    systemDiskFreeBytes: facts.usage.systemFreeBytes ?? null,
    isVirtual: facts.hardware.isVirtual,
    chassis: facts.hardware.chassis,
    confirmedGoodMs: device.confirmedGoodAt,
  };
}

const comparedFields = [
  'hostname',
  'schoolCode',
  'room',
  'seat',
  'role',
  'state',
  'presence',
  'os',
  'memoryBytes',
  'antivirus',
  'risk',
  'findings',
  'countsAsStudentComputer',
  'reason',
] as const satisfies readonly (keyof DeviceRow)[];

/** What of a standing differs from the one before: something shown or counted, the sighting alone, or nothing. */
export function difference(before: Standing, after: Standing): 'content' | 'last-seen' | 'none' {
  const isSame =
    before.isRegistered === after.isRegistered &&
    before.isAtRisk === after.isAtRisk &&
    before.quarantined === after.quarantined &&
    comparedFields.every((field) => before.row[field] === after.row[field]);
  if (!isSame) return 'content';
  return before.row.lastSeen === after.row.lastSeen ? 'none' : 'last-seen';
}
