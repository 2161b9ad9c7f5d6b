import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countAnswers } from '../../../shared/domain/statistics/answers.ts';
import type { SchoolStatistics } from '../../../shared/domain/statistics/school-statistics.ts';
import { schoolStatistics } from '../../../shared/domain/statistics/statistics-of.ts';
import {
  statisticsFigures,
  statisticsFlags,
  statisticsTotals,
} from '../../../shared/domain/statistics/statistics-totals.ts';
import { equipment, machine, room } from '../item/snapshot-records.ts';
import { row, school } from '../planning-records.ts';
import { planFor } from './plan-records.ts';

const blankOr = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: null });
const answer = fc.option(fc.boolean(), { nil: null });

const schoolPart = fc.record({
  students: blankOr(2_000),
  informaticsStudents: blankOr(2_000),
  declaredStudentPcs: blankOr(6),
  states: fc.array(fc.constantFrom('approved', 'broken', 'stored', 'retired', 'pending'), { maxLength: 6 }),
  wasOnline: answer,
  antivirus: fc.constantFrom('on', 'off', 'unknown'),
  isAntivirusLicensed: answer,
  isOsSupported: answer,
  printers: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
});
type Part = typeof schoolPart extends fc.Arbitrary<infer T> ? T : never;

function planFrom(parts: readonly Part[]) {
  const schools = parts.map(({ students, informaticsStudents, declaredStudentPcs }, index) =>
    school(`S${index}`, row({ level: 'TH', students, informaticsStudents, declaredStudentPcs })),
  );
  const machines = parts.flatMap(({ states, students: _, ...facts }, index) =>
    states.map((state, at) => {
      const { wasOnline, isOsSupported, isAntivirusLicensed, antivirus } = facts;
      const told = { wasOnline, isOsSupported, isAntivirusLicensed, antivirus } as const;
      return machine(`d-${index}-${at}`, { ...told, schoolCode: `S${index}`, state });
    }),
  );
  const declared = parts.flatMap(({ printers }, index) =>
    printers === null ? [] : [{ ...equipment('printer', printers, null), schoolCode: `S${index}` }],
  );
  const rooms = parts.map((_, index) => ({ ...room('P1', 'lab'), schoolCode: `S${index}` }));
  return planFor({ schools, machines, rooms, equipment: declared });
}

test('a total is the sum of what is known, and counts of how many nothing is', () => {
  fc.assert(
    fc.property(fc.array(schoolPart, { maxLength: 6 }), (parts) => {
      const rows = schoolStatistics(planFrom(parts));
      const totals = statisticsTotals(rows);
      for (const figure of statisticsFigures) {
        const known = rows.flatMap((each) => each[figure] ?? []);
        const { sum, unknownSchools } = totals.figures[figure];
        expect(sum).toBe(known.length === 0 ? null : known.reduce((all, value) => all + value, 0));
        expect(known.length + unknownSchools).toBe(rows.length);
      }
      for (const flag of statisticsFlags) {
        expect(totals.flags[flag]).toEqual(countAnswers(rows.map((each) => each[flag])));
      }
    }),
  );
});

test('totals of two parts add up to the total of the whole', () => {
  fc.assert(
    fc.property(fc.array(schoolPart, { minLength: 1, maxLength: 6 }), fc.nat(6), (parts, cut) => {
      const rows = schoolStatistics(planFrom(parts));
      const [first, second] = [rows.slice(0, cut), rows.slice(cut)].map(statisticsTotals);
      const whole = statisticsTotals(rows);
      for (const figure of statisticsFigures) {
        const [a, b] = [first?.figures[figure], second?.figures[figure]];
        expect((a?.sum ?? 0) + (b?.sum ?? 0)).toBe(whole.figures[figure].sum ?? 0);
        expect((a?.unknownSchools ?? 0) + (b?.unknownSchools ?? 0)).toBe(
          whole.figures[figure].unknownSchools,
        );
      }
    }),
  );
});

test('every machine that the school holds is told of once: yes, no or unknown', () => {
  fc.assert(
    fc.property(schoolPart, (part) => {
      const [found] = schoolStatistics(planFrom([part]));
      const held = part.states.filter((state) => state !== 'retired' && state !== 'pending').length;
      for (const { yes, no, unknown } of [found!.antivirusLicensedAndFresh, found!.unsupportedSystems]) {
        expect(yes + no + unknown).toBe(held);
      }
    }),
  );
});

test('a school of which nobody said or saw anything has no zero and no no', () => {
  const [found] = schoolStatistics(planFor({ schools: [school('S1', row({ level: 'TH' }))] }));
  const figures = statisticsFigures.filter((figure) => figure !== 'registered' && figure !== 'usable');
  for (const figure of figures) expect([figure, found?.[figure]]).toEqual([figure, null]);
  for (const flag of statisticsFlags) expect([flag, found?.[flag]]).toEqual([flag, null]);
});

test('the order of rows in the snapshot changes nothing', () => {
  fc.assert(
    fc.property(fc.array(schoolPart, { minLength: 2, maxLength: 4 }), (parts) => {
      const { snapshot } = planFrom(parts);
      const turned = planFor({
        schools: snapshot.schools.toReversed(),
        machines: snapshot.machines.toReversed(),
        rooms: snapshot.rooms.toReversed(),
        equipment: snapshot.equipment.toReversed(),
      });
      const rows: SchoolStatistics[] = schoolStatistics(planFrom(parts));
      expect(schoolStatistics(turned)).toEqual(rows);
    }),
  );
});
