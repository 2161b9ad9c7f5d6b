import { expect, test } from 'vitest';
import { type DifferenceSubject, reconciliation } from '../../../shared/domain/statistics/reconciliation.ts';
import { asset, equipment, line, machine, room } from '../item/snapshot-records.ts';
import { row, school } from '../planning-records.ts';
import { planFor } from './plan-records.ts';

const schools = [school('S1', row({ level: 'TH', students: 100, declaredStudentPcs: 3 }))];

function differenceOf(subject: DifferenceSubject, given: Parameters<typeof planFor>[0]) {
  return reconciliation(planFor({ schools, ...given })).find((each) => each.subject === subject);
}

test('student machines: declared, registered, and why each one behind it is counted or not', () => {
  const machines = [machine('a'), machine('b', { room: 'VP', roomKind: 'office', hostname: 'PC-VP' })];
  expect(differenceOf('student-machines', { machines })).toMatchObject({
    ...{ declared: 3, measured: 2, difference: 1 },
    machines: [
      { deviceId: 'a', cause: 'counted' },
      { deviceId: 'b', hostname: 'PC-VP', room: 'VP', cause: 'room-not-lab' },
    ],
  });
});

test('what agrees names no machine', () => {
  const machines = ['a', 'b', 'c'].map((id) => machine(id));
  expect(differenceOf('student-machines', { machines })).toMatchObject({ difference: 0, machines: [] });
});

test('the asset book: what only it has, and what it lacks, never set against each other', () => {
  const machines = [machine('a', { assetCode: 'TS-1' }), machine('b', { room: 'P2' })];
  const assets = [
    asset('TS-1', { item: 'student-pc' }),
    asset('TS-2', { item: 'student-pc', hostname: 'PM1-02' }),
    asset('TS-3', { item: 'printer' }),
    asset('TS-4', { item: 'student-pc', writtenOffOn: '2025-01-01' }),
    asset('TS-5', { item: 'student-pc', schoolCode: 'S2' }),
  ];
  expect(differenceOf('asset-book', { machines, assets })).toMatchObject({
    ...{ declared: 2, measured: 1, difference: 1 },
    machines: [{ deviceId: null, hostname: 'PM1-02', assetCode: 'TS-2', cause: 'only-in-book' }],
  });
  expect(differenceOf('unbooked', { machines, assets })).toMatchObject({
    ...{ declared: 1, measured: 2, difference: -1 },
    machines: [{ deviceId: 'b', cause: 'not-in-book' }],
  });
});

test('a register that nobody filled leaves the difference unknown', () => {
  const found = reconciliation(planFor({ schools, machines: [machine('a')] }));
  const open = found.filter(({ subject }) => subject !== 'student-machines');
  expect(open.map(({ subject, declared, difference }) => [subject, declared, difference])).toEqual([
    ['asset-book', null, null],
    ['unbooked', null, null],
    ['labs', null, null],
    ['internet', null, null],
    ['lines', null, null],
  ]);
});

test('labs, Internet and lines', () => {
  const given = {
    machines: [machine('a', { wasOnline: false })],
    rooms: [room('P1', 'lab')],
    equipment: [equipment('lab-room', 2, null)],
    lines: [line('L1', { measuredDownMbps: 80 }), line('L2')],
  };
  expect(differenceOf('labs', given)).toMatchObject({ declared: 2, measured: 1, difference: 1 });
  expect(differenceOf('internet', given)).toMatchObject({
    ...{ declared: 1, measured: 0, difference: 1, machines: [{ deviceId: 'a', cause: 'offline' }] },
  });
  expect(differenceOf('lines', given)).toMatchObject({ declared: 2, measured: 1, difference: 1 });
});
