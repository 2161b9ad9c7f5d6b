import type { ItemCode } from '../item/item.ts';
import type { Price } from '../snapshot/register.ts';

/** The price list by item, with rent and source: a given price before a reference one, then the latest, then the higher. */
export function priceList(prices: readonly Price[]): ReadonlyMap<ItemCode, Price> {
  const best = new Map<ItemCode, Price>();
  for (const price of prices) {
    const known = best.get(price.item);
    if (known === undefined || isBefore(price, known)) best.set(price.item, price);
  }
  return best;
}

function isBefore(a: Price, b: Price): boolean {
  if (a.kind !== b.kind) return a.kind === 'given';
  if (a.pricedOn !== b.pricedOn) return a.pricedOn > b.pricedOn;
  if (a.unitPriceDong !== b.unitPriceDong) return a.unitPriceDong > b.unitPriceDong;
  return a.source < b.source;
}
