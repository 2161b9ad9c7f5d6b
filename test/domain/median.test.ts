import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianOf } from '../../shared/domain/median.ts';

describe('the median', () => {
  it('is the middle one, of an even count the mean of the two in the middle, and nothing of nothing', () => {
    expect(medianOf([])).toBeNull();
    expect(medianOf([7])).toBe(7);
    expect(medianOf([9, 1, 4])).toBe(4);
    expect(medianOf([10, 1, 2, 5])).toBe(3.5);
  });

  it('has as many numbers below it as above it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1 }), (values) => {
        const median = medianOf(values) ?? Number.NaN;
        const below = values.filter((value) => value < median).length;
        const above = values.filter((value) => value > median).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});
