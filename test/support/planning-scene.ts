import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import type { PlanningSchool, SchoolRow } from '../../shared/domain/school.ts';
import type { SnapshotMachine } from '../../shared/domain/snapshot/machine.ts';
import type { Snapshot } from '../../shared/domain/snapshot/snapshot.ts';

/** Wednesday, 30 September 2026, 17:00 in Vietnam. */
export const sceneNowMs = Date.UTC(2026, 8, 30, 10);

const blankRow: SchoolRow = {
  ...{ level: 'TH', siteCode: null, siteName: null, students: null, informaticsStudents: null },
  ...{ classes: null, largestClass: null, practicePupilsPerPc: null, sessions: null },
  ...{ departments: null, classrooms: null, declaredStudentPcs: null },
};

function rosterRow(row: Partial<SchoolRow>): SchoolRow {
  return { ...blankRow, ...row };
}

export function rosterSchool(
  schoolCode: string,
  rows: readonly Partial<SchoolRow>[],
  more: Partial<PlanningSchool> = {},
): PlanningSchool {
  return { schoolCode, schoolName: `Trường ${schoolCode}`, rows: rows.map(rosterRow), ...more };
}

/** A student machine in a lab of a school that counts, unless `more` says otherwise. */
export function labMachine(
  deviceId: string,
  schoolCode: string,
  more: Partial<SnapshotMachine> = {},
): SnapshotMachine {
  return {
    ...{ deviceId, schoolCode, hostname: deviceId.slice(-4), room: 'PM1', roomKind: 'lab', seat: null },
    ...{ role: 'student', state: 'approved', connected: false, lastSeenMs: sceneNowMs },
    ...{ memoryBytes: 8 * 2 ** 30, systemDiskFreeBytes: 50 * 2 ** 30, isVirtual: false, chassis: 'desktop' },
    ...{ confirmedGoodMs: null, model: null, serial: null, assetCode: null, cpuModel: null, os: null },
    ...{ osSupportEnds: null, isOsSupported: null, canRunSuccessor: null, antivirus: 'on' },
    ...{ isAntivirusLicensed: null, systemDisk: null, isDiskFailing: null, installedMemoryBytes: null },
    ...{ freeMemorySlots: null, biosDate: null, cpuLaunchYear: null, wasOnline: null, hasWifi: null },
    ...{ printers: null, cameras: null, hasProjection: null, hasBattery: null, hardwareAtMs: null },
    ...more,
  };
}

/** `count` machines of a school that count. */
export function labMachines(schoolCode: string, count: number): SnapshotMachine[] {
  return Array.from({ length: count }, (_, index) => labMachine(`d-${schoolCode}-${index}`, schoolCode));
}

/** The live picture of a province with nothing in it but what `parts` says. */
export function sceneSnapshot(parts: Partial<Snapshot> = {}): Snapshot {
  return {
    ...{ format: 1, name: null, kind: 'live', asAtMs: sceneNowMs, takenAtMs: sceneNowMs },
    units: [{ unitId: 'root', parentId: null, kind: 'province', name: 'Tỉnh A', code: null }],
    ...{
      schools: [],
      rooms: [],
      machines: [],
      lines: [],
      licences: [],
      yearFacts: [],
      sites: [],
      assets: [],
    },
    ...{ equipment: [], prices: [], budgets: [], priorities: [], checklist: [], aliases: [], deadlines: [] },
    ...{ headers: [], normPacks: shippedNormPacks(), calendar: shippedCalendar() },
    ...{ isBuiltInAntivirusLicensed: false, gaps: [] },
    ...parts,
  };
}
