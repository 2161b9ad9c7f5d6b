import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentOf } from '../../shared/domain/percent.ts';

test.each([
  [0.994_99, 1, 99.4],
  [0.999_999, 2, 99.99],
  [1, 1, 100],
  // 44.99999999999999 in floating point.
  [1 - 11 / 20, 1, 45],
])('%d with %i decimals is %d %%', (share, digits, percent) => {
  expect(percentOf(share, digits)).toBe(percent);
});

test('minutes that are a whole tenth of a percent are told as such', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 1, max: 500 }), (tenths, factor) => {
      const [down, watched] = [(1_000 - tenths) * factor, 1_000 * factor];
      expect(percentOf(1 - down / watched, 1)).toBe(tenths / 10);
    }),
  );
});
