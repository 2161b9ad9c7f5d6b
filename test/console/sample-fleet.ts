import type { Roster } from '../../console/planning/live-needs.ts';
import { planningSchool } from '../../console/planning/planning-school.ts';
import type { Fleet } from '../../console/state/picture.ts';
import type { PlanningSchoolRow } from '../../shared/contract/planning.ts';
import type { DeviceRow, SchoolRow, Totals, Unit } from '../../shared/contract/view.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import {
  type AntivirusState,
  antivirusStates,
  type Presence,
  presences,
  type SchoolLevel,
} from '../../shared/domain/device.ts';
import { base32 } from '../../shared/domain/ids.ts';

/** Sunday, 22 November 2026, 07:31 in Vietnam. */
export const sampleNowMs = Date.UTC(2026, 10, 22, 0, 31);
export const sampleUnit: Unit = {
  unitId: 'root',
  parentId: null,
  kind: 'area',
  name: 'Khu vực Mai Sơn',
  code: null,
};

const schoolNames: readonly (readonly [string, readonly SchoolLevel[], number | null, number | null])[] = [
  ['TH Kim Đồng', ['TH'], 1540, 35],
  ['THCS Lê Lợi', ['THCS'], 610, 34],
  ['TH Nguyễn Huệ', ['TH'], 1240, 44],
  ['THCS Võ Thị Sáu', ['THCS'], 880, 50],
  ['TH Trần Phú', ['TH'], 910, 38],
  ['THPT Chu Văn An', ['THPT'], 1050, 44],
  ['TH&THCS Ỷ Tý', ['TH', 'THCS'], 420, 19],
  ['MN Hoa Sen', ['MN'], 180, 0],
  ['TH Đoàn Thị Điểm', ['TH'], null, 30],
  ['THCS Phan Chu Trinh', ['THCS'], 320, null],
];

export const sampleDeviceId = (index: number): string =>
  `d-${base32(Uint8Array.from({ length: 10 }, (_, byte) => (index * 7919 + byte * 31) % 256)).slice(0, 16)}`;

/** Machine `index` of school `school`: every state, presence and antivirus occurs. */
export function sampleDevice(index: number, school: number): DeviceRow {
  const isUnknown = index % 9 === 4;
  const presence: Presence = index % 3 !== 2 ? 'online' : (presences[((index / 3) % 4) | 0] ?? 'quiet');
  const antivirus: AntivirusState = index % 4 !== 3 ? 'on' : (antivirusStates[index % 6] ?? 'unknown');
  return {
    deviceId: sampleDeviceId(index),
    hostname: index % 13 === 7 ? null : `PM1-MAY-${String(index).padStart(2, '0')}`,
    schoolCode: `51-${String(school + 1).padStart(3, '0')}`,
    room: isUnknown ? null : 'PM1',
    seat: isUnknown ? null : `A${index % 40}`,
    role: isUnknown ? 'unknown' : 'student',
    state: 'approved',
    presence,
    lastSeen: sampleNowMs - index * 3_600_000,
    os: { name: 'Windows 10 Pro', version: '22H2', build: '19045' },
    memoryBytes: index % 5 === 0 ? null : 4 * 1024 ** 3 - 180_000_000,
    antivirus,
    risk: index % 7 === 6 ? null : (index * 13) % 101,
    findings: index % 7 === 6 ? 0 : index % 5,
    countsAsStudentComputer: !isUnknown,
    reason: isUnknown ? 'role-unknown' : null,
  };
}

export function sampleSchool(index: number, devices: readonly DeviceRow[]): SchoolRow {
  const [schoolName, levels, students, declared] = schoolNames[index % schoolNames.length] ?? [
    '',
    [],
    null,
    null,
  ];
  const count = (isCounted: (device: DeviceRow) => boolean) => devices.filter(isCounted).length;
  return {
    schoolCode: `51-${String(index + 1).padStart(3, '0')}`,
    schoolName,
    unitId: `s${index + 1}`,
    commune: index % 2 === 0 ? 'Xã Mai Sơn' : 'Phường Đông Hà',
    level: levels.join('&'),
    students,
    informaticsStudents:
      students === null
        ? null
        : levels[0] === 'TH'
          ? Math.ceil((students * 3) / 5)
          : levels[0] === 'MN'
            ? 0
            : students,
    declared,
    registered: count(({ role }) => role === 'student'),
    usable: count(({ countsAsStudentComputer }) => countsAsStudentComputer),
    devices: devices.length,
    online: count(({ presence }) => presence === 'online'),
    quiet: count(({ presence }) => presence === 'quiet'),
    silent: count(({ presence }) => presence === 'silent'),
    missing: count(({ presence }) => presence === 'missing'),
    antivirusOn: count(({ antivirus }) => antivirus === 'on'),
    antivirusUnknown: count(({ antivirus }) => antivirus === 'unknown'),
    unknownRole: count(({ role }) => role === 'unknown'),
    atRisk: count(({ risk }) => risk !== null && risk >= 40),
  };
}

const summed = [
  'registered',
  'usable',
  'devices',
  'online',
  'quiet',
  'silent',
  'missing',
  'antivirusOn',
  'antivirusUnknown',
  'unknownRole',
  'atRisk',
] as const;

export function totalsOf(schools: readonly SchoolRow[]): Totals {
  const sums = Object.fromEntries(
    summed.map((name) => [name, schools.reduce((sum, school) => sum + school[name], 0)]),
  ) as Pick<Totals, (typeof summed)[number]>;
  return { ...sums, schools: schools.length, pending: 2, quarantined: 0 };
}

/** A fleet of ten schools with `perSchool` machines in each of the first seven. */
export function sampleFleet(perSchool = 8): Fleet {
  const devices = new Map<string, DeviceRow>();
  const schools = schoolNames.map((_, school) => {
    const own = Array.from({ length: school < 7 ? perSchool : 0 }, (_, index) =>
      sampleDevice(school * perSchool + index, school),
    );
    for (const device of own) devices.set(device.deviceId, device);
    return sampleSchool(school, own);
  });
  return { at: sampleNowMs, unit: sampleUnit, totals: totalsOf(schools), schools, devices };
}

/** The roster that belongs to the sample schools. */
export function sampleRosterRows(): PlanningSchoolRow[] {
  return sampleFleet().schools.map((school, index) => ({
    schoolCode: school.schoolCode,
    schoolName: school.schoolName,
    commune: school.commune,
    owner: null,
    area: null,
    levels: (schoolNames[index]?.[1] ?? []).map((level, position, all) => ({
      level,
      siteCode: null,
      siteName: null,
      students: school.students === null ? null : Math.floor(school.students / all.length),
      informaticsStudents:
        school.informaticsStudents === null ? null : Math.floor(school.informaticsStudents / all.length),
      classes: null,
      largestClass: index === 3 ? null : 40,
      practicePupilsPerPc: null,
      sessions: null,
      departments: null,
      classrooms: null,
      declaredStudentPcs: position === 0 ? school.declared : 0,
    })),
  }));
}

export function sampleRoster(): Roster {
  return { schools: sampleRosterRows().map(planningSchool), pack: shippedNormPacks()[0] };
}
