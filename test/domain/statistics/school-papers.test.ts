import { expect, test } from 'vitest';
import { suggestedLevel } from '../../../shared/domain/statistics/application-level.ts';
import { checklistStatuses } from '../../../shared/domain/statistics/checklist.ts';
import { indexEvidence } from '../../../shared/domain/statistics/index-evidence.ts';
import { schoolStatistics } from '../../../shared/domain/statistics/statistics-of.ts';
import { equipment, line, machine, officePc, room, snapshot } from '../item/snapshot-records.ts';
import { row, school } from '../planning-records.ts';
import { planFor, statisticsFor } from './plan-records.ts';

const facts = { students: 48, informaticsStudents: 48, largestClass: 30, classrooms: 4 } as const;
const schools = [school('S1', row({ level: 'TH', ...facts, declaredStudentPcs: 2 }))];
const full = {
  schools,
  machines: [
    machine('a', { wasOnline: true }),
    machine('b', { wasOnline: true }),
    officePc('o-1', { printers: 1, cameras: 1 }),
    officePc('o-2'),
    officePc('t', {
      ...{ role: 'teacher', room: 'A1', roomKind: 'classroom', hasProjection: true, wasOnline: true },
    }),
  ],
  rooms: [room('P1', 'lab'), room('A1', 'classroom'), room('ST', 'studio')],
  lines: [line('L1')],
};

test('a school that has everything is suggested the advanced level', () => {
  expect(suggestedLevel(statisticsFor(full))).toEqual({ level: 'advanced', missing: [], unknown: [] });
});

test('one advanced condition missing or unknown leaves it basic, and named', () => {
  const copper = statisticsFor({ ...full, lines: [line('L1', { medium: 'adsl' })] });
  expect(suggestedLevel(copper)).toEqual({ level: 'basic', missing: ['fibre'], unknown: [] });
  const open = statisticsFor({ ...full, lines: [] });
  expect(suggestedLevel(open)).toEqual({ level: 'basic', missing: [], unknown: ['fibre'] });
});

test('a basic condition that is unknown leaves the level open; one that is missing closes it', () => {
  const unseen = statisticsFor({ ...full, machines: full.machines.filter(({ role }) => role !== 'office') });
  expect(suggestedLevel(unseen)).toMatchObject({ level: null, unknown: ['management-set'] });
  const declared = [equipment('office-pc', 1, null)];
  const one = full.machines.filter(({ deviceId }) => deviceId !== 'o-2');
  expect(suggestedLevel(statisticsFor({ ...full, machines: one, equipment: declared }))).toMatchObject({
    ...{ level: 'none', missing: ['management-set'] },
  });
});

test('evidence of the index: so many of so many', () => {
  const plan = planFor(full);
  const found = indexEvidence(plan, schoolStatistics(plan));
  expect(found.map(({ criterion, have, of, sharePercent }) => [criterion, have, of, sharePercent])).toEqual([
    ['1.5.1', 2, 30, 7],
    ['1.7.1', 1, 4, 25],
    ['1.7.2', 2, 2, 100],
    ['1.7.3', 1, 1, 100],
  ]);
});

test('evidence that nobody has stays empty, and nothing needed is no share', () => {
  const plan = planFor({ schools: [school('S1', row({ level: 'MN', students: 90 }))] });
  const found = indexEvidence(plan, schoolStatistics(plan));
  expect(found.map(({ sharePercent }) => sharePercent)).toEqual([null, null, null, null]);
});

test('papers: the unit’s own, then what any school named for every school; the later entry speaks', () => {
  const entry = (
    schoolCode: string | null,
    document: string,
    number: string | null,
    issuedOn: string | null,
  ) => ({ schoolCode, document, number, issuedOn }) as const;
  const rows = checklistStatuses(
    snapshot({
      schools: [school('S2'), school('S1')],
      checklist: [
        entry('S1', 'Quy chế', '05/QC', '2026-01-05'),
        entry('S1', 'Quy chế', '01/QC', '2020-01-05'),
        entry('S2', 'Quy chế', '07/QC', null),
        entry(null, 'Kế hoạch CNTT', '12/KH', '2026-09-01'),
      ],
    }),
  );
  expect(
    rows.map(({ schoolCode, document, number, state }) => [schoolCode, document, number, state]),
  ).toEqual([
    [null, 'Kế hoạch CNTT', '12/KH', 'complete'],
    ['S1', 'Quy chế', '05/QC', 'complete'],
    ['S2', 'Quy chế', '07/QC', 'incomplete'],
  ]);
});
