import { type ItemCode, itemCodes } from '../item/item.ts';
import type { AllocationLine } from './allocation.ts';
import { lackOf, laterItems, minimumItems } from './item-lacks.ts';
import { unpricedParts } from './machine-work.ts';
import { otherWorks } from './other-works.ts';
import type { SeatPlan } from './seat-plan.ts';

/** Items that are wanted and have no price, whether the money reached them or not; in the order of the item codes. */
export function unpricedItems(
  seats: readonly SeatPlan[],
  lines: readonly AllocationLine[],
  prices: ReadonlyMap<ItemCode, number>,
): ItemCode[] {
  const unpriced = new Set<ItemCode>();
  for (const seat of seats) for (const item of wantedOf(seat, prices)) unpriced.add(item);
  for (const { item, unitPriceDong } of lines) if (unitPriceDong === null) unpriced.add(item);
  return itemCodes.filter((item) => unpriced.has(item));
}

function wantedOf(seat: SeatPlan, prices: ReadonlyMap<ItemCode, number>): readonly ItemCode[] {
  const wanted = [...minimumItems, ...laterItems].filter(
    (item) => lackOf(seat.stand.need, item) !== undefined,
  );
  if (seat.lacking > 0) wanted.push('student-pc');
  const works = [
    ...seat.repairs,
    ...seat.upgrades,
    ...otherWorks(seat, 'repair'),
    ...otherWorks(seat, 'upgrade'),
  ];
  return [...wanted.filter((item) => !prices.has(item)), ...unpricedParts(works, prices)];
}
