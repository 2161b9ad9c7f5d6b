import { z } from 'zod';
import { dong } from '../contract/register-rows.ts';
import { itemCodes } from '../domain/item/item.ts';
import type { Price } from '../domain/snapshot/register.ts';
import prices from './prices.json' with { type: 'json' };

const referencePrice = z.object({
  items: z.array(z.enum(itemCodes)).min(1),
  unitPriceDong: dong,
  pricedOn: z.iso.date(),
  source: z.string().max(300).startsWith('giá tham khảo'),
});

/**
 * Reference prices (giá tham khảo): a first guess where nobody entered a price, each saying where it comes from; lines and
 * licences for one year. Throws only if the shipped file itself is wrong.
 */
export function shippedPrices(): readonly Price[] {
  return z
    .array(referencePrice)
    .parse(prices)
    .flatMap(({ items, ...price }) =>
      items.map((item) => ({
        item,
        ...price,
        leasePerYearDong: null,
        isVatIncluded: null,
        kind: 'reference' as const,
      })),
    );
}
