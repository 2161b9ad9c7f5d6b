import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { schoolLevels } from '../../shared/domain/device.ts';
import { computeNeeds, type Needs } from '../../shared/domain/need.ts';
import { needBases } from '../../shared/domain/need-basis.ts';
import { denominators, levelProblems } from '../../shared/domain/need-level.ts';
import { missingReasons, needFlags, needPolicies, schoolNeed } from '../../shared/domain/need-school.ts';
import type { PlanningSchool, SchoolRow } from '../../shared/domain/school.ts';
import { informaticsLetter } from './planning-records.ts';

const [pack] = shippedNormPacks();

function blankOr(max: number) {
  return fc.option(fc.nat(max), { nil: null });
}

const anyRow: fc.Arbitrary<SchoolRow> = fc.record({
  level: fc.constantFrom(...schoolLevels),
  siteCode: fc.constantFrom(null, 'B', 'C'),
  siteName: fc.constant(null),
  students: blankOr(2_000),
  informaticsStudents: blankOr(2_000),
  classes: blankOr(60),
  largestClass: blankOr(60),
  practicePupilsPerPc: blankOr(4),
  sessions: blankOr(2),
  departments: blankOr(9),
  classrooms: blankOr(60),
  declaredStudentPcs: blankOr(120),
});

const anySchool: fc.Arbitrary<PlanningSchool> = fc
  .record({ code: fc.stringMatching(/^[0-9A-Z]{3,6}$/), rows: fc.array(anyRow, { maxLength: 5 }) })
  .map(({ code, rows }) => ({ schoolCode: code, schoolName: `Trường ${code}`, rows }));

const anyTally = fc
  .record({ usable: fc.nat(150), unusable: fc.nat(50) })
  .map(({ usable, unusable }) => ({ registered: usable + unusable, usable }));

const anyDistrict = fc
  .uniqueArray(fc.tuple(anySchool, anyTally), { selector: ([school]) => school.schoolCode, maxLength: 25 })
  .map((pairs) => ({
    schools: pairs.map(([school]) => school),
    machines: new Map(pairs.map(([school, tally]) => [school.schoolCode, tally])),
  }));

const anyOptions = fc.record({
  denominator: fc.constantFrom(...denominators),
  policy: fc.constantFrom(...needPolicies),
  estimate: fc.boolean(),
});

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : [];
}

function sumOf(needs: Needs, figure: (line: Needs['schools'][number]) => number | null) {
  return needs.schools.reduce((sum, line) => sum + (line.deficit === null ? 0 : (figure(line) ?? 0)), 0);
}

describe('needs of any district', () => {
  it('hold only finite numbers that are not negative; all but ratios are whole', () => {
    fc.assert(
      fc.property(anyDistrict, anyOptions, ({ schools, machines }, options) => {
        const needs = computeNeeds(schools, machines, options, pack);
        for (const number of numbersIn(needs)) expect(Number.isFinite(number) && number >= 0).toBe(true);
        const withoutRatios = needs.schools.map(({ studentsPerComputer: _, coverage: __, ...rest }) => rest);
        for (const number of numbersIn([withoutRatios, needs.totals])) expect(number % 1).toBe(0);
      }),
    );
  });

  it('total what the schools say, each basis by itself', () => {
    fc.assert(
      fc.property(anyDistrict, anyOptions, ({ schools, machines }, options) => {
        const needs = computeNeeds(schools, machines, options, pack);
        const { totals } = needs;
        expect(totals.needed).toBe(sumOf(needs, (line) => line.needed));
        expect(totals.normNeed).toBe(sumOf(needs, (line) => line.normNeed));
        expect(totals.surplus).toBe(sumOf(needs, (line) => line.surplus));
        expect(totals.usable).toBe(sumOf(needs, (line) => line.usable));
        expect(totals.deficit + totals.deficitDeclared).toBe(sumOf(needs, (line) => line.deficit));
        expect(totals.deficit).toBe(sumOf(needs, (line) => (line.basis === 'measured' ? line.deficit : 0)));
        const named = new Set(totals.missing.map((fact) => fact.schoolCode));
        for (const line of needs.schools) {
          if (line.deficit === null) expect(named).toContain(line.schoolCode);
        }
      }),
    );
  });

  it('do not depend on the order of schools and rows, and repeat byte for byte', () => {
    fc.assert(
      fc.property(anyDistrict, anyOptions, ({ schools, machines }, options) => {
        const bytes = JSON.stringify(computeNeeds(schools, machines, options, pack));
        const turned = schools.map((school) => ({ ...school, rows: school.rows.toReversed() })).toReversed();
        expect(JSON.stringify(computeNeeds(turned, machines, options, pack))).toBe(bytes);
        expect(JSON.stringify(computeNeeds(schools, machines, options, pack))).toBe(bytes);
      }),
    );
  });

  it('use only listed words', () => {
    fc.assert(
      fc.property(anyDistrict, anyOptions, ({ schools, machines }, options) => {
        const lines = computeNeeds(schools, machines, options, pack).schools;
        const problems = lines.flatMap((line) => line.levels.flatMap((level) => level.problem ?? []));
        expect(needBases).toEqual(expect.arrayContaining(lines.map((line) => line.basis)));
        expect(needFlags).toEqual(expect.arrayContaining(lines.flatMap((line) => line.flags)));
        expect(levelProblems).toEqual(expect.arrayContaining(problems));
        expect(missingReasons).toEqual(
          expect.arrayContaining(lines.flatMap((line) => line.missing.map((fact) => fact.reason))),
        );
      }),
    );
  });
});

describe('surplus', () => {
  it('is only counted machines beyond need and reserve, and never beside a deficit', () => {
    fc.assert(
      fc.property(anySchool, anyTally, anyOptions, (school, tally, options) => {
        const { basis, needed, usable, deficit, surplus, flags } = schoolNeed(school, tally, options, pack);
        if (basis !== 'measured' || needed === null || flags.includes('level-left-out')) {
          expect(surplus).toBeNull();
          return;
        }
        const reserve = Math.max(2, Math.ceil(needed / 20));
        expect(surplus).toBe(Math.max(0, usable - needed - reserve));
        expect((surplus ?? 0) > 0 && (deficit ?? 0) > 0).toBe(false);
      }),
    );
  });
});

describe('one more usable machine', () => {
  it('never lowers what is usable nor raises a measured deficit', () => {
    fc.assert(
      fc.property(anySchool, anyTally, anyOptions, (school, tally, options) => {
        const more = { registered: tally.registered + 1, usable: tally.usable + 1 };
        const before = schoolNeed(school, tally, options, pack);
        const after = schoolNeed(school, more, options, pack);
        expect(after.usable).toBe(before.usable + 1);
        if (before.basis !== 'measured') return;
        expect(after.deficit ?? 0).toBeLessThanOrEqual(before.deficit ?? 0);
        expect(after.surplus ?? 0).toBeGreaterThanOrEqual(before.surplus ?? 0);
      }),
    );
  });
});

describe('one more pupil', () => {
  it('never lowers a need', () => {
    fc.assert(
      fc.property(anySchool, anyTally, anyOptions, fc.nat(4), (school, tally, options, index) => {
        const before = schoolNeed(school, tally, options, pack);
        const more = { ...school, rows: school.rows.map((row, at) => (at === index ? grown(row) : row)) };
        const after = schoolNeed(more, tally, options, pack);
        expect(after.neededLetter ?? 0).toBeGreaterThanOrEqual(before.neededLetter ?? 0);
        if (before.neededTeachable !== null && after.neededTeachable !== null) {
          expect(after.neededTeachable).toBeGreaterThanOrEqual(before.neededTeachable);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('cannot make a deficit grow by more than one machine under the letter', () => {
    fc.assert(
      fc.property(anySchool, anyTally, fc.nat(4), (school, tally, index) => {
        const before = schoolNeed(school, tally, informaticsLetter, pack);
        const more = { ...school, rows: school.rows.map((row, at) => (at === index ? grown(row) : row)) };
        const after = schoolNeed(more, tally, informaticsLetter, pack);
        if (before.deficit !== null && after.deficit !== null) {
          expect(after.deficit - before.deficit).toBeGreaterThanOrEqual(0);
          expect(after.deficit - before.deficit).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('denominator', () => {
  it('enrolled never asks for fewer than informatics, where Informatics pupils are among the enrolled', () => {
    const consistent = anySchool.map((school) => ({
      ...school,
      rows: school.rows.map((row) => ({
        ...row,
        students: row.students ?? 0,
        informaticsStudents: Math.min(row.informaticsStudents ?? 0, row.students ?? 0),
      })),
    }));
    fc.assert(
      fc.property(consistent, (school) => {
        const informatics = schoolNeed(school, undefined, informaticsLetter, pack);
        const enrolled = schoolNeed(
          school,
          undefined,
          { ...informaticsLetter, denominator: 'enrolled' },
          pack,
        );
        for (const [index, level] of enrolled.levels.entries()) {
          if (level.normNeed === null) continue;
          expect(level.normNeed).toBeGreaterThanOrEqual(informatics.levels[index]?.normNeed ?? 0);
        }
      }),
    );
  });
});

/** One pupil more, enrolled and in Informatics, in a class that stays the same; the class share cannot fall. */
function grown(row: SchoolRow): SchoolRow {
  return {
    ...row,
    students: row.students === null ? null : row.students + 1,
    informaticsStudents: row.informaticsStudents === null ? null : row.informaticsStudents + 1,
  };
}
