import type { ItemCode } from '../item/item.ts';
import type { ActionReason, MachinePlan } from '../item/machine-plan.ts';
import { byCodeUnit } from '../order.ts';
import type { AllocationAction } from './allocation.ts';
import type { Ledger } from './ledger.ts';
import { byCost } from './seat-plan.ts';

type Prices = ReadonlyMap<ItemCode, number>;

/**
 * The cheapest works that the money pays for, the cheapest first, up to the first that it does not. Works of unknown cost are
 * taken only without a budget.
 */
export function affordableWorks(works: readonly MachinePlan[], ledger: Ledger): readonly MachinePlan[] {
  if (ledger.budgetDong === null) return works;
  const inOrder = works.toSorted(byCost);
  let left = ledger.budgetDong - ledger.spentDong();
  const first = inOrder.findIndex(({ costDong }) => {
    if (costDong === null || costDong > left) return true;
    left -= costDong;
    return false;
  });
  return first < 0 ? inOrder : inOrder.slice(0, first);
}

/** Enters works as lines: those of one school, part and price stand in one line with its machines. */
export function enterWorks(
  works: readonly MachinePlan[],
  action: Extract<AllocationAction, 'repair' | 'upgrade'>,
  ledger: Ledger,
  prices: Prices,
): void {
  const parts = works.flatMap((work) =>
    partsOf(work, prices).map(({ item, priceDong }) => ({ work, item, priceDong })),
  );
  const lines = Map.groupBy(
    parts,
    ({ work, item, priceDong }) => `${work.machine.schoolCode}\n${item}\n${priceDong}`,
  );
  for (const line of lines.values()) {
    const [first] = line;
    if (first === undefined) continue;
    ledger.enter({
      schoolCode: first.work.machine.schoolCode,
      action,
      item: first.item,
      quantity: line.length,
      unitPriceDong: first.priceDong,
      deviceIds: line.map(({ work }) => work.machine.deviceId).sort(byCodeUnit),
    });
  }
}

type Part = { readonly item: ItemCode; readonly priceDong: number | null };

const diskReasons: readonly ActionReason[] = ['disk-slow', 'disk-failing', 'disk-small'];

/** A repair is one job; an upgrade is its parts, which together cost what the machine's plan says. */
function partsOf(work: MachinePlan, prices: Prices): readonly Part[] {
  const [first, second] = itemsOf(work);
  const firstDong = second === undefined ? undefined : prices.get(first);
  if (
    second === undefined ||
    work.costDong === null ||
    firstDong === undefined ||
    firstDong > work.costDong
  ) {
    return [{ item: second ?? first, priceDong: work.costDong }];
  }
  return [
    { item: first, priceDong: firstDong },
    { item: second, priceDong: work.costDong - firstDong },
  ];
}

/** What a work buys: a repair, a system licence, or one or two parts. */
function itemsOf({ action, reasons }: MachinePlan): readonly [ItemCode, ItemCode?] {
  if (action === 'repair') return ['repair'];
  if (action === 'licence') return ['system-licence'];
  if (!reasons.some((reason) => diskReasons.includes(reason))) return ['memory'];
  return reasons.includes('memory-low') ? ['memory', 'ssd'] : ['ssd'];
}

/** Items of works whose cost is unknown for want of a price. */
export function unpricedParts(works: readonly MachinePlan[], prices: Prices): readonly ItemCode[] {
  const unknown = works.filter(({ costDong }) => costDong === null);
  return unknown.flatMap(itemsOf).flatMap((item) => (item === undefined || prices.has(item) ? [] : item));
}
