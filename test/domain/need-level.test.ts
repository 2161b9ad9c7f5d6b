import { describe, expect, it } from 'vitest';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { estimateInformatics, type LevelOptions, levelNeed } from '../../shared/domain/need-level.ts';
import type { SchoolRow } from '../../shared/domain/school.ts';
import { row } from './planning-records.ts';

const [pack] = shippedNormPacks();
const informatics: LevelOptions = { denominator: 'informatics', estimate: false };
const enrolled: LevelOptions = { denominator: 'enrolled', estimate: false };

function primary(given: Partial<SchoolRow>) {
  return row({ level: 'TH', ...given });
}

describe('need of one level', () => {
  it.each([
    ['TH', 300, 13],
    ['TH', 24, 1],
    ['TH', 25, 2],
    ['TH', 0, 0],
    ['THCS', 480, 30],
    ['THCS', 190, 12],
    ['THPT', 473, 40],
  ] as const)('%s with %i pupils needs %i', (level, pupils, normNeed) => {
    const need = levelNeed(level, [row({ level, informaticsStudents: pupils })], informatics, pack);
    expect(need).toMatchObject({ counted: pupils, normNeed, problem: null });
  });

  it('divides the pupils that the denominator names', () => {
    const rows = [primary({ students: 500, informaticsStudents: 300 })];
    expect(levelNeed('TH', rows, informatics, pack)).toMatchObject({ counted: 300, normNeed: 13 });
    expect(levelNeed('TH', rows, enrolled, pack)).toMatchObject({ counted: 500, normNeed: 21 });
  });

  it('divides once per school, not per site', () => {
    const rows = [
      primary({ informaticsStudents: 25 }),
      primary({ siteCode: 'B', informaticsStudents: 23 }),
      row({ level: 'THCS', informaticsStudents: 1_000 }),
    ];
    expect(levelNeed('TH', rows, informatics, pack)).toMatchObject({ counted: 48, normNeed: 2 });
  });

  it('is missing data when any cell of the denominator is blank, and only of the denominator', () => {
    const rows = [
      primary({ students: 500, informaticsStudents: 300 }),
      primary({ siteCode: 'B', students: 90 }),
    ];
    expect(levelNeed('TH', rows, informatics, pack)).toMatchObject({
      students: 590,
      counted: null,
      normNeed: null,
      problem: 'missing-data',
    });
    expect(levelNeed('TH', rows, enrolled, pack)).toMatchObject({ normNeed: 25, problem: null });
  });

  it('has no need in kindergarten, whatever is typed', () => {
    const rows = [row({ level: 'MN', students: 200, informaticsStudents: 200 })];
    expect(levelNeed('MN', rows, informatics, pack)).toMatchObject({
      counted: 0,
      normNeed: 0,
      problem: 'not-applicable',
    });
  });

  it('has no norm for continuing education, unless nobody takes Informatics', () => {
    const none = { level: 'GDTX', pupilsPerComputer: null };
    expect(
      levelNeed('GDTX', [row({ level: 'GDTX', informaticsStudents: 90 })], informatics, pack),
    ).toMatchObject({ ...none, counted: 90, normNeed: null, problem: 'no-norm' });
    expect(
      levelNeed('GDTX', [row({ level: 'GDTX', informaticsStudents: 0 })], informatics, pack),
    ).toMatchObject({
      ...none,
      normNeed: 0,
      problem: null,
    });
  });
});

describe('estimate', () => {
  const estimate: LevelOptions = { denominator: 'informatics', estimate: true };

  it('fills three fifths of a primary school, rounded up, and everyone of lower secondary, flagged', () => {
    const rows = [primary({ students: 501 }), row({ level: 'THCS', students: 333 })];
    expect(levelNeed('TH', rows, estimate, pack)).toMatchObject({
      counted: 301,
      normNeed: 13,
      estimated: true,
    });
    expect(levelNeed('THCS', rows, estimate, pack)).toMatchObject({ counted: 333, estimated: true });
  });

  it('leaves what is typed, even 0, and what the curriculum leaves open', () => {
    expect(
      levelNeed('TH', [primary({ students: 500, informaticsStudents: 0 })], estimate, pack),
    ).toMatchObject({
      counted: 0,
      estimated: false,
    });
    expect(levelNeed('THPT', [row({ level: 'THPT', students: 900 })], estimate, pack)).toMatchObject({
      problem: 'missing-data',
      estimated: false,
    });
    expect(levelNeed('TH', [primary({})], estimate, pack)).toMatchObject({ problem: 'missing-data' });
  });

  it('flags nothing where the estimate is not used', () => {
    const rows = [primary({ students: 500 })];
    expect(levelNeed('TH', rows, { ...enrolled, estimate: true }, pack).estimated).toBe(false);
    expect(levelNeed('TH', rows, informatics, pack).problem).toBe('missing-data');
  });

  it('keeps the row itself when nothing is filled', () => {
    const typed = primary({ students: 500, informaticsStudents: 300 });
    expect(estimateInformatics(typed)).toBe(typed);
  });
});
