import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ceilDivide, roundedRatio, studentsPerComputer, sumUnlessBlank } from '../../shared/domain/ratio.ts';
import { levelLabel } from '../../shared/domain/school.ts';

describe('students per computer', () => {
  it.each([
    [300, 13, 23.08],
    [480, 30, 16],
    [1, 8, 0.13],
    [3, 8, 0.38],
    [201, 200, 1.01],
    [0, 5, 0],
  ])('%i pupils on %i computers is %d', (pupils, usable, ratio) => {
    expect(studentsPerComputer(pupils, usable)).toBe(ratio);
  });

  it('is unknown without computers or without a pupil number', () => {
    expect(studentsPerComputer(300, 0)).toBeNull();
    expect(studentsPerComputer(null, 13)).toBeNull();
    expect(studentsPerComputer(0, 0)).toBeNull();
  });

  it('rounds half up exactly: as many hundredths as integer arithmetic gives', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 100_000 }), (part, whole) => {
        const exact = (BigInt(part) * 200n + BigInt(whole)) / (2n * BigInt(whole));
        expect(Math.round((roundedRatio(part, whole) ?? Number.NaN) * 100)).toBe(Number(exact));
      }),
    );
  });
});

describe('rounding up', () => {
  it('divides exactly on the boundary: 24 pupils need 1, 25 need 2', () => {
    expect([0, 1, 24, 25, 48, 49].map((pupils) => ceilDivide(pupils, 24))).toEqual([0, 1, 1, 2, 2, 3]);
  });
});

describe('sum', () => {
  it.each([
    [[1, 0, 2], 3],
    [[0], 0],
    [[1, null], null],
    [[], null],
  ])('of %j is %j: a blank is missing, not zero', (numbers, sum) => {
    expect(sumUnlessBlank(numbers)).toBe(sum);
  });
});

describe('level label', () => {
  it('joins several levels in curriculum order, each once', () => {
    expect(levelLabel(['THCS', 'TH', 'THCS'])).toBe('TH&THCS');
    expect(levelLabel(['GDTX', 'THPT', 'MN'])).toBe('MN&THPT&GDTX');
    expect(levelLabel(['TH'])).toBe('TH');
    expect(levelLabel([])).toBe('');
  });
});
