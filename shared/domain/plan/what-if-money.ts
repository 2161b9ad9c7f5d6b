import { ownerFinder, ownerGroups } from '../allocation/owner.ts';
import { type ItemCode, itemCodes } from '../item/item.ts';
import { priceList } from '../item/prices.ts';
import type { Budget, Price } from '../snapshot/register.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { changedByPercent } from './setting-value.ts';

/** The owner that a budget is meant for, as the snapshot spells it; undefined when no school is paid by it. */
export function namedOwner(name: string, snapshot: Snapshot): string | undefined {
  return ownerFinder(ownerGroups(snapshot))(name)?.owner ?? undefined;
}

/** Names that a budget can be given for. */
export function ownerNames(snapshot: Snapshot): string[] {
  return ownerGroups(snapshot).flatMap(({ owner }) => owner ?? []);
}

/** One sum for an owner instead of everything that the register holds for it. */
export function withBudgets(
  snapshot: Snapshot,
  amounts: ReadonlyMap<string, number>,
  year: number | null,
): readonly Budget[] {
  const find = ownerFinder(ownerGroups(snapshot));
  const named = [...amounts].map(([owner, amountDong]) => ({
    ...{ owner, amountDong, year },
    ...{ programme: null, funding: null },
  }));
  return [...snapshot.budgets.filter(({ owner }) => !amounts.has(find(owner)?.owner ?? '')), ...named];
}

/** Budgets of one year and those without a year. */
export function budgetsOfYear(budgets: readonly Budget[], year: number): readonly Budget[] {
  return budgets.filter((budget) => budget.year === null || budget.year === year);
}

/** Every price of the list, bought or rented, dearer or cheaper by hundredths of a percent; half a đồng goes up. */
export function withPriceChange(prices: readonly Price[], hundredths: number): readonly Price[] {
  return prices.map((price) => ({
    ...price,
    unitPriceDong: changedByPercent(price.unitPriceDong, hundredths),
    leasePerYearDong:
      price.leasePerYearDong === null ? null : changedByPercent(price.leasePerYearDong, hundredths),
  }));
}

/** A price that the planner names stands for the item alone; its rent stays what the list says. */
export function withPrices(
  { prices, asAtMs, calendar }: Snapshot,
  amounts: ReadonlyMap<string, number>,
): Price[] {
  const pricedOn = new Date(asAtMs + calendar.utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
  const list = priceList(prices);
  const named = itemCodes.flatMap((item) => namedPrice(item, amounts.get(item), pricedOn, list));
  return [...prices.filter(({ item }) => !amounts.has(item)), ...named];
}

function namedPrice(
  item: ItemCode,
  unitPriceDong: number | undefined,
  pricedOn: string,
  list: ReadonlyMap<ItemCode, Price>,
): Price[] {
  if (unitPriceDong === undefined) return [];
  const leasePerYearDong = list.get(item)?.leasePerYearDong ?? null;
  const source = `price.${item}=${unitPriceDong}`;
  return [{ item, unitPriceDong, leasePerYearDong, isVatIncluded: null, pricedOn, source, kind: 'given' }];
}
