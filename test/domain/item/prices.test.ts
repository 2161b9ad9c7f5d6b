import { expect, test } from 'vitest';
import { priceList, unitPrices } from '../../../shared/domain/item/prices.ts';
import type { Price } from '../../../shared/domain/snapshot/register.ts';

const price = (more: Partial<Price>): Price => ({
  ...{ item: 'student-pc', unitPriceDong: 15_000_000, leasePerYearDong: null, isVatIncluded: null },
  ...{ pricedOn: '2026-08-01', source: 'B', kind: 'given' },
  ...more,
});

test.each([
  ['a given one before a reference', price({}), price({ kind: 'reference', pricedOn: '2026-09-01' })],
  ['the latest', price({ pricedOn: '2026-08-02' }), price({ unitPriceDong: 16_000_000 })],
  ['of one day the higher', price({ unitPriceDong: 15_000_001 }), price({ source: 'A' })],
  ['of equal ones the first source', price({ source: 'A' }), price({})],
])('of two prices counts %s, whatever the order of rows', (_, counts, other) => {
  for (const rows of [
    [counts, other],
    [other, counts],
  ]) {
    expect([...priceList(rows).values()]).toEqual([counts]);
    expect(unitPrices(rows)).toEqual(new Map([['student-pc', counts.unitPriceDong]]));
  }
});
