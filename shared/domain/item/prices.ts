import type { Price } from '../snapshot/register.ts';
import type { ItemCode } from './item.ts';

/** Unit prices in whole đồng: a given price before a reference one, then the latest; items without a price have no entry. */
export function unitPrices(prices: readonly Price[]): ReadonlyMap<ItemCode, number> {
  const best = new Map<ItemCode, Price>();
  for (const price of prices) {
    const known = best.get(price.item);
    if (known === undefined || compare(price, known) > 0) best.set(price.item, price);
  }
  return new Map([...best.values()].map(({ item, unitPriceDong }) => [item, unitPriceDong]));
}

/** Two prices of one day: the higher, so that the order of rows decides nothing. */
function compare(a: Price, b: Price): number {
  if (a.kind !== b.kind) return a.kind === 'given' ? 1 : -1;
  if (a.pricedOn !== b.pricedOn) return a.pricedOn < b.pricedOn ? -1 : 1;
  return a.unitPriceDong - b.unitPriceDong;
}
