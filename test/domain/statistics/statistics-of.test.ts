import { describe, expect, test } from 'vitest';
import type { SnapshotMachine } from '../../../shared/domain/snapshot/machine.ts';
import { equipment, line, machine, officePc, room } from '../item/snapshot-records.ts';
import { row, school } from '../planning-records.ts';
import { statisticsFor } from './plan-records.ts';

const primary = school(
  'S1',
  row({
    ...{ level: 'TH', students: 500, informaticsStudents: 300, classes: 15, largestClass: 35 },
    ...{ classrooms: 15, declaredStudentPcs: 10 },
  }),
);

function lab(count: number, given: (index: number) => Partial<SnapshotMachine> = () => ({})) {
  return Array.from({ length: count }, (_, index) => machine(`d-${index}`, given(index)));
}

describe('student machines', () => {
  test('enough of the declared ones report: what was counted speaks', () => {
    const machines = lab(10, (index) => (index < 2 ? { state: 'broken' } : {}));
    expect(statisticsFor({ schools: [primary], machines })).toMatchObject({
      ...{ basis: 'measured', declared: 10, registered: 10, usable: 8 },
      ...{ studentMachines: 10, studentMachinesInUse: 8, studentMachinesBroken: 2 },
      ...{ hasComputersForTeaching: true, declaredMinusRegistered: 0, testSeats: 8 },
      ...{ pupilsPerComputer: 62.5, countedPupilsPerComputer: 37.5, needed: 13, meetsNorm: false },
    });
  });

  test('too few report: the school speaks, and how many are broken nobody knows', () => {
    expect(statisticsFor({ schools: [primary], machines: lab(3) })).toMatchObject({
      ...{ basis: 'declared', studentMachines: 10, studentMachinesInUse: 10, studentMachinesBroken: null },
      ...{ declaredMinusRegistered: 7, testSeats: null },
    });
  });

  test('a blank declaration leaves every number unknown, none of them zero', () => {
    const blank = school('S1', row({ level: 'TH', students: 500, informaticsStudents: 300 }));
    expect(statisticsFor({ schools: [blank] })).toMatchObject({
      ...{ basis: 'insufficient', studentMachines: null, studentMachinesInUse: null },
      ...{ studentMachinesBroken: null, pupilsPerComputer: null, hasComputersForTeaching: null },
      ...{ declaredMinusRegistered: null, meetsNorm: null, classes: null },
    });
  });

  test.each([
    ['a typed 0 and no machine: none', 0, [], false],
    ['declared only: some', 10, [], true],
    ['all broken: none works', 10, lab(10, () => ({ state: 'broken' })), false],
    ['all silent: nobody knows', 10, lab(10, () => ({ lastSeenMs: null })), null],
  ])('computers for teaching, %s', (_, declaredStudentPcs, machines, expected) => {
    const declaring = school('S1', row({ level: 'TH', students: 1, declaredStudentPcs }));
    expect(statisticsFor({ schools: [declaring], machines }).hasComputersForTeaching).toBe(expected);
  });

  test('kindergartens teach no Informatics; a blank elsewhere stays unknown', () => {
    const kindergarten = school('S1', row({ level: 'MN', students: 90 }));
    expect(statisticsFor({ schools: [kindergarten] }).informaticsStudents).toBe(0);
    const both = school('S1', row({ level: 'MN', students: 90 }), row({ level: 'TH', students: 90 }));
    expect(statisticsFor({ schools: [both] }).informaticsStudents).toBeNull();
  });
});

describe('what stands beside', () => {
  test('nothing seen and nothing declared is unknown in every column', () => {
    expect(statisticsFor({ schools: [primary] })).toMatchObject({
      ...{ officeMachines: null, teacherMachines: null, laptops: null, tablets: null, servers: null },
      ...{ printers: null, webcams: null, projections: null, labRooms: null, studioRooms: null },
      ...{ classroomsWithProjectionAndInternet: null, lines: null, hasFibre: null, contractedMbps: null },
      ...{ measuredMbps: null, availabilityPercent: null, hasWifi: null, hasElectricity: null },
      ...{ hasInternetForTeaching: null, providers: [] },
    });
  });

  test('the larger of seen and declared', () => {
    const machines = [officePc('o-1'), officePc('o-2'), officePc('o-3', { chassis: 'laptop' })];
    const declared = [equipment('office-pc', 2, 2), equipment('printer', 4, null)];
    expect(statisticsFor({ schools: [primary], machines, equipment: declared })).toMatchObject({
      ...{ officeMachines: 3, printers: 4, laptops: 1, tablets: null },
    });
  });

  test('teachers and departments are one column', () => {
    const machines = [officePc('t-1', { role: 'teacher' }), officePc('t-2', { role: 'department' })];
    expect(statisticsFor({ schools: [primary], machines }).teacherMachines).toBe(2);
  });

  test('newcomers and written-off machines are nobody’s', () => {
    const machines = [officePc('o-1', { state: 'pending' }), officePc('o-2', { state: 'retired' })];
    expect(statisticsFor({ schools: [primary], machines }).officeMachines).toBeNull();
  });
});

describe('rooms', () => {
  test('a lab is online by the machines that tell; a lab of which none tells is unknown', () => {
    const machines = [
      ...lab(10, (index) => ({ room: 'P1', wasOnline: index > 0 })),
      machine('x-1', { room: 'P2', wasOnline: false }),
      machine('x-2', { room: 'P3' }),
    ];
    const rooms = [room('P1', 'lab'), room('P2', 'lab'), room('P3', 'lab')];
    const found = statisticsFor({ schools: [primary], machines, rooms });
    expect(found.labRooms).toBe(3);
    expect(found.labsOnline).toEqual({ yes: 1, no: 1, unknown: 1 });
    expect(found.hasInternetForTeaching).toBe(true);
    expect(found.largestTestRoomSeats).toBe(10);
  });

  test('rooms without a kind leave the number of labs unknown', () => {
    expect(statisticsFor({ schools: [primary], rooms: [room('A', null)] }).labRooms).toBeNull();
    expect(statisticsFor({ schools: [primary], rooms: [room('A', 'classroom')] }).labRooms).toBe(0);
  });

  test('a classroom is equipped when it projects and reaches the Internet', () => {
    const at = (name: string, given: Partial<SnapshotMachine>) =>
      officePc(`c-${name}`, { role: 'teacher', room: name, roomKind: 'classroom', ...given });
    const machines = [
      at('A', { hasProjection: true, wasOnline: true }),
      at('B', { hasProjection: true, wasOnline: false }),
      at('C', { hasProjection: true }),
    ];
    const rooms = ['A', 'B', 'C'].map((name) => room(name, 'classroom'));
    const found = statisticsFor({ schools: [primary], machines, rooms });
    expect(found.classroomsWithProjectionAndInternet).toBe(1);
    expect(found.classrooms).toBe(15);
  });
});

describe('lines', () => {
  test('a sum needs every contract, a median those that were measured', () => {
    const lines = [
      line('L1', { contractDownMbps: 300, measuredDownMbps: 200, availabilityPercent: 99.5 }),
      line('L2', { contractDownMbps: 100, measuredDownMbps: 90, isp: 'Viettel', availabilityPercent: 98 }),
      line('L3', { contractDownMbps: 100, isp: 'Viettel' }),
    ];
    expect(statisticsFor({ schools: [primary], lines })).toMatchObject({
      ...{ lines: 3, providers: ['VNPT', 'Viettel'], hasFibre: true, contractedMbps: 500 },
      ...{ measuredMbps: 145, availabilityPercent: 99.5 },
    });
    const open = [...lines, line('L4')];
    expect(statisticsFor({ schools: [primary], lines: open }).contractedMbps).toBeNull();
  });

  test.each([
    ['one fibre of an unknown medium', [line('L1'), line('L2', { medium: null })], true],
    ['copper and an unknown medium', [line('L1', { medium: 'adsl' }), line('L2', { medium: null })], null],
    ['copper', [line('L1', { medium: 'adsl' })], false],
  ])('fibre: %s', (_, lines, expected) => {
    expect(statisticsFor({ schools: [primary], lines }).hasFibre).toBe(expected);
  });

  test('electricity is declared, or shown by a desktop that counts', () => {
    const site = { schoolCode: 'S1', siteCode: null, latitude: null, longitude: null, address: null };
    const withPower = (hasElectricity: boolean | null) => [{ ...site, hasElectricity }];
    const of = (given: Parameters<typeof statisticsFor>[0]) =>
      statisticsFor({ schools: [primary], ...given }).hasElectricity;
    expect(of({ sites: withPower(false) })).toBe(false);
    expect(of({ sites: withPower(null) })).toBeNull();
    expect(of({ machines: lab(1) })).toBe(true);
    expect(of({ machines: lab(1, () => ({ chassis: 'laptop' })) })).toBeNull();
  });
});

test('protection, support and age: yes, no and unknown apart', () => {
  const machines = [
    machine('a', { biosDate: '2010-01-01' }),
    machine('b', { isAntivirusLicensed: false, isOsSupported: false, biosDate: '2025-01-01' }),
    machine('c', { antivirus: 'off', isAntivirusLicensed: null }),
    machine('d', { antivirus: 'unknown', isOsSupported: null }),
    machine('e', { isAntivirusLicensed: null }),
  ];
  const found = statisticsFor({ schools: [primary], machines });
  expect(found.antivirusLicensedAndFresh).toEqual({ yes: 1, no: 2, unknown: 2 });
  expect(found.unsupportedSystems).toEqual({ yes: 1, no: 3, unknown: 1 });
  expect(found.pastUsefulLife).toEqual({ yes: 1, no: 1, unknown: 3 });
});

test('the owner is the one whose budget pays', () => {
  const blank = { ...primary, commune: 'Xã Tịnh Khê' };
  expect(statisticsFor({ schools: [blank] }).owner).toBe('Xã Tịnh Khê');
});
