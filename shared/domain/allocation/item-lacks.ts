import type { ItemCode } from '../item/item.ts';
import { itemCodes } from '../item/item.ts';
import type { ItemNeed } from '../item/item-need.ts';
import type { SchoolNeed } from '../need-school.ts';

/**
 * What the letters name as the least of every school (1568/SGDĐT-GDTrH 2018), in the order in which money goes to it; fibre is
 * paid each year and stands among the yearly costs.
 */
export const minimumItems: readonly ItemCode[] = ['office-pc', 'printer', 'webcam'];

const yearlyItems: readonly ItemCode[] = ['fibre-line', 'provider', 'antivirus'];

/** The other norms, bought once the machines of the ratios are. */
export const laterItems: readonly ItemCode[] = itemCodes.filter(
  (item) => item !== 'student-pc' && !minimumItems.includes(item) && !yearlyItems.includes(item),
);

/** The strictest required rule for an item that the school falls short of; undefined when none. */
export function lackOf({ items, basis }: SchoolNeed, item: ItemCode): ItemNeed | undefined {
  if (basis === 'insufficient') return undefined;
  const lacking = items.filter((need) => need.item === item && need.isRequired && (need.deficit ?? 0) > 0);
  return lacking.reduce<ItemNeed | undefined>(
    (worst, need) => (worst === undefined || (need.deficit ?? 0) > (worst.deficit ?? 0) ? need : worst),
    undefined,
  );
}
