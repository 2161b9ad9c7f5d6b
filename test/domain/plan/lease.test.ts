import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareLease, type LeaseQuestion } from '../../../shared/domain/plan/lease.ts';

const question: LeaseQuestion = {
  ...{ quantity: 40, years: 5, unitPriceDong: 15_500_000, leasePerYearDong: 4_200_000 },
  ...{ maintenancePercent: 5, usefulLifeYears: 7 },
};

describe('lease or buy', () => {
  test('stands side by side over the years, in whole đồng', () => {
    const compared = compareLease(question);
    expect(compared).toMatchObject({
      ok: true,
      value: {
        purchaseDong: 620_000_000,
        // 40 × 775 000 × 5 years.
        maintenanceDong: 155_000_000,
        // 40 × ⌊15 500 000 × 2 / 7⌋.
        residualDong: 40 * 4_428_571,
        buyDong: 620_000_000 + 155_000_000 - 40 * 4_428_571,
        leaseDong: 840_000_000,
        cheaper: 'buy',
        breakEvenYear: 5,
      },
    });
    expect(compared.ok && compared.value.byYear).toHaveLength(5);
    expect(compared.ok && compared.value.byYear[0]).toEqual({
      ...{ year: 1, buyPaidDong: 651_000_000, leasePaidDong: 168_000_000 },
    });
  });

  test('a short need is cheaper rented, unless what is bought keeps its worth', () => {
    const short = { ...question, years: 1, leasePerYearDong: 1_000_000 };
    expect(compareLease(short)).toMatchObject({ ok: true, value: { cheaper: 'lease', breakEvenYear: null } });
  });

  test('past its useful life nothing is left', () => {
    expect(compareLease({ ...question, years: 7 })).toMatchObject({ ok: true, value: { residualDong: 0 } });
  });

  test('refuses what is no whole number in its range, and sums that no exact number holds', () => {
    for (const wrong of [
      { quantity: -1 },
      { quantity: 1.5 },
      { years: 0 },
      { years: 16 },
      { usefulLifeYears: 0 },
    ]) {
      expect(compareLease({ ...question, ...wrong })).toEqual({ ok: false, error: 'not-a-whole-number' });
    }
    expect(compareLease({ ...question, quantity: 1_000_000_000 })).toEqual({
      ...{ ok: false, error: 'amount-too-large' },
    });
  });

  test('more machines cost in proportion', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 15 }), (quantity, years) => {
        const one = compareLease({ ...question, quantity: 1, years });
        const many = compareLease({ ...question, quantity, years });
        if (!one.ok || !many.ok) throw new Error('refused');
        expect(many.value.buyDong).toBe(quantity * one.value.buyDong);
        expect(many.value.leaseDong).toBe(quantity * one.value.leaseDong);
      }),
    );
  });
});
