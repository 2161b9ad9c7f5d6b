import { describe, expect, it } from 'vitest';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { seatNeed } from '../../shared/domain/need-seats.ts';
import type { SchoolRow } from '../../shared/domain/school.ts';
import { row } from './planning-records.ts';

const [pack] = shippedNormPacks();

function primary(given: Partial<SchoolRow> = {}): SchoolRow {
  return row({
    level: 'TH',
    students: 500,
    informaticsStudents: 300,
    classes: 16,
    largestClass: 35,
    ...given,
  });
}

function seats(...rows: SchoolRow[]) {
  return seatNeed(rows, pack);
}

describe('lab seats', () => {
  it('seats the largest class, two pupils per machine', () => {
    expect(seats(primary())).toEqual({
      known: true,
      need: { seatFloor: 18, labsNeeded: 1, seats: 18, classesEstimated: false },
    });
  });

  it('takes the pupils per machine that the school states', () => {
    expect(seats(primary({ practicePupilsPerPc: 3 }))).toMatchObject({ need: { seatFloor: 12 } });
  });

  it('shares one lab between the levels of a site: the larger floor, not the sum', () => {
    const lower = row({ level: 'THCS', informaticsStudents: 190, classes: 5, largestClass: 38 });
    expect(seats(primary({ largestClass: 31 }), lower)).toMatchObject({
      need: { seatFloor: 19, labsNeeded: 1 },
    });
  });

  it('shares nothing between sites: floors and labs are summed', () => {
    const satellite = primary({ siteCode: 'B', informaticsStudents: 60, largestClass: 20 });
    expect(seats(primary(), satellite)).toMatchObject({ need: { seatFloor: 28, labsNeeded: 2, seats: 28 } });
  });

  it('needs a second lab when one cannot hold the week, with classes in proportion to those who take Informatics', () => {
    const sixteen = { level: 'THPT', students: 900, informaticsStudents: 450, largestClass: 43 } as const;
    expect(seats(row({ ...sixteen, classes: 28 }))).toMatchObject({ need: { labsNeeded: 1, seats: 22 } });
    expect(seats(row({ ...sixteen, classes: 30 }))).toMatchObject({ need: { labsNeeded: 2, seats: 44 } });
  });

  it('has a shorter week with one session a day', () => {
    const classes = { level: 'THCS', informaticsStudents: 900, largestClass: 40 } as const;
    expect(seats(row({ ...classes, classes: 26 }))).toMatchObject({ need: { labsNeeded: 1 } });
    expect(seats(row({ ...classes, classes: 26, sessions: 2 }))).toMatchObject({ need: { labsNeeded: 1 } });
    expect(seats(row({ ...classes, classes: 26, sessions: 1 }))).toMatchObject({ need: { labsNeeded: 2 } });
  });

  it('fills a lab to the exact hundredth: 119 periods are 4 labs of 29.75, 120 are 5', () => {
    const huge = { level: 'THCS', informaticsStudents: 4_000, largestClass: 40 } as const;
    expect(seats(row({ ...huge, classes: 119 }))).toMatchObject({ need: { labsNeeded: 4 } });
    expect(seats(row({ ...huge, classes: 120 }))).toMatchObject({ need: { labsNeeded: 5 } });
  });

  it('takes pupils ÷ largest class where classes are blank, flagged', () => {
    const blank = row({ level: 'THCS', informaticsStudents: 1_200, largestClass: 40 });
    expect(seats(blank)).toMatchObject({ need: { labsNeeded: 2, classesEstimated: true } });
  });

  it('is zero where nobody takes Informatics', () => {
    const none = { seatFloor: 0, labsNeeded: 0, seats: 0, classesEstimated: false };
    expect(seats(primary({ informaticsStudents: 0, largestClass: null, classes: null }))).toEqual({
      known: true,
      need: none,
    });
    expect(seats()).toEqual({ known: true, need: none });
  });

  it('counts enrolled pupils as lab users where Informatics pupils are blank (denominator enrolled)', () => {
    expect(seats(primary({ informaticsStudents: null }))).toMatchObject({
      need: { seatFloor: 18, labsNeeded: 1 },
    });
  });

  it('has at least one lab where pupils take Informatics, even with 0 classes typed', () => {
    expect(seats(primary({ classes: 0 }))).toMatchObject({ need: { labsNeeded: 1, seats: 18 } });
  });

  it('is unknown where a level that uses the lab has no largest class', () => {
    expect(seats(primary(), row({ level: 'THCS', informaticsStudents: 100 }))).toEqual({
      known: false,
      levelsWithoutLargestClass: ['THCS'],
    });
  });
});
