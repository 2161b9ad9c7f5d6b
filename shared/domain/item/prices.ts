import type { Price } from '../snapshot/register.ts';
import type { ItemCode } from './item.ts';

/** The price of each item, with rent and source: a given price before a reference one, then the latest, then the higher. */
export function priceList(prices: readonly Price[]): ReadonlyMap<ItemCode, Price> {
  const best = new Map<ItemCode, Price>();
  for (const price of prices) {
    const known = best.get(price.item);
    if (known === undefined || isBefore(price, known)) best.set(price.item, price);
  }
  return best;
}

/** Unit prices of that list in whole đồng; an item without a price has no entry. */
export function unitPrices(prices: readonly Price[]): ReadonlyMap<ItemCode, number> {
  return new Map([...priceList(prices)].map(([item, { unitPriceDong }]) => [item, unitPriceDong]));
}

/** Never so for both of two different rows: their order decides nothing. */
function isBefore(a: Price, b: Price): boolean {
  if (a.kind !== b.kind) return a.kind === 'given';
  if (a.pricedOn !== b.pricedOn) return a.pricedOn > b.pricedOn;
  if (a.unitPriceDong !== b.unitPriceDong) return a.unitPriceDong > b.unitPriceDong;
  return a.source < b.source;
}
