import { describe, expect, test } from 'vitest';
import type { SnapshotLine } from '../../../shared/domain/snapshot/register.ts';
import { million, pcPrice, planSmall, smallSnapshot } from '../allocation/small-province.ts';

const line = (lineId: string, given: Partial<SnapshotLine> = {}): SnapshotLine => ({
  ...{ lineId, schoolCode: 'S1', siteCode: null, isp: 'VNPT', medium: 'fibre', duty: 'main' },
  ...{ contractDownMbps: 100, measuredDownMbps: 90, availabilityPercent: 99, monthlyCostDong: 400_000 },
  ...given,
});

function yearlyOf(lines: readonly SnapshotLine[], seats: number, hasItems = false) {
  const snapshot = smallSnapshot({
    schools: [{ code: 'S1', needed: 20, usable: 20 }],
    budgets: { 'Xã A': 0 },
    prices: { 'student-pc': pcPrice, 'fibre-line': 10 * million, antivirus: 200_000 },
    hasItems,
  });
  const licences = [{ schoolCode: 'S1', product: 'Bkav', seats, expiresOn: '2027-01-01' }];
  return planSmall({ ...snapshot, lines, licences }).allocation;
}

describe('yearly costs', () => {
  test('are lines × 12, licences held, and a share of the machines for repairs, outside the budget', () => {
    const { lines, budgets } = yearlyOf(
      [line('L1'), line('L2'), line('L3', { monthlyCostDong: 300_000 })],
      10,
    );
    expect(
      lines.map(({ action, item, quantity, amountDong }) => [action, item, quantity, amountDong]),
    ).toEqual([
      ['recurring', 'fibre-line', 1, 12 * 300_000],
      ['recurring', 'fibre-line', 2, 2 * 12 * 400_000],
      ['recurring', 'antivirus', 10, 2 * million],
      ['recurring', 'repair', 20, 20 * 750_000],
    ]);
    expect(budgets[0]).toMatchObject({ spentDong: 0, remainderDong: 0, yearlyDong: 30_200_000 });
    expect(lines.every(({ group }) => group === 'maintain')).toBe(true);
  });

  test('a line of unknown price costs what the list says for a year; one of another medium is no fibre', () => {
    const { lines, unpriced } = yearlyOf(
      [line('L1', { monthlyCostDong: null }), line('L2', { medium: 'mobile', monthlyCostDong: null })],
      0,
    );
    expect(lines.slice(0, 2)).toMatchObject([
      { item: 'fibre-line', amountDong: 10 * million },
      { item: 'provider', unitPriceDong: null, amountDong: null },
    ]);
    expect(unpriced).toEqual(['provider']);
  });

  test('a line that the letters ask for and nobody has is added', () => {
    const missing = yearlyOf([line('L1', { medium: 'mobile' })], 0, true).lines.filter(
      ({ item }) => item === 'fibre-line',
    );
    expect(missing).toMatchObject([{ group: 'add', quantity: 1, amountDong: 10 * million }]);
  });
});
