import { describe, expect, test } from 'vitest';
import { districtFigures, type figureNames } from './district-figures.ts';

type Figure = (typeof figureNames)[number];

/** Medians and 5–95 % ranges of the study before the first version: 200 seeds, the core parameters. */
const study: readonly (readonly [Figure, number, number])[] = [
  ['pupils', 35_532, 41_682],
  ['classes', 1_115, 1_300],
  ['labs', 61, 74],
  ['labPcs', 1_232, 1_612],
  ['usable', 987, 1_302],
  ['devices', 2_553, 3_020],
  ['deficitLetter', 252, 437],
  ['deficitEnrolled', 641, 925],
  ['surplusLetter', 49, 199],
  ['floorBinds', 15, 25],
];

describe('two hundred synthetic districts', () => {
  const districts = Array.from({ length: 200 }, (_, index) => districtFigures(20_261_122 + index));
  const medianOf = (figure: Figure) =>
    districts.map((district) => district[figure]).sort((a, b) => a - b)[100] ?? Number.NaN;

  test.each(study)('%s: the median lies in the range of the study', (figure, low, high) => {
    expect(medianOf(figure)).toBeGreaterThanOrEqual(low);
    expect(medianOf(figure)).toBeLessThanOrEqual(high);
  });

  // The study took one site a school and its average class; here the largest class of every site must find seats, and a
  // GDTX, for which the letter names no ratio, stays out of the norm.
  test('seats for the largest class of every site ask for more than the study’s average class', () => {
    expect(medianOf('neededTeachable')).toBeGreaterThan(1_434);
    expect(medianOf('deficitTeachable')).toBeGreaterThan(399);
    expect(medianOf('normNeed')).toBeLessThan(1_338);
    expect(medianOf('normNeed')).toBeGreaterThan(1_250);
  });

  test('counting all pupils raises what is lacking some 2.3 times', () => {
    const ratio = medianOf('deficitEnrolled') / medianOf('deficitLetter');
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(2.7);
  });

  test('half the money: maxmin never has the lower minimum; proportional brings a school more to the norm', () => {
    for (const { maxminLowest, proportionalLowest } of districts) {
      expect(maxminLowest).toBeGreaterThanOrEqual(proportionalLowest);
    }
    expect(medianOf('maxminLowest')).toBeCloseTo(0.72, 1);
    expect(medianOf('proportionalLowest')).toBeCloseTo(0.48, 1);
    expect(medianOf('proportionalAtNorm')).toBeGreaterThanOrEqual(medianOf('maxminAtNorm'));
  });
});
