import type { AllocationLine } from '../allocation/allocation.ts';
import { ownerFinder, ownerGroups } from '../allocation/owner.ts';
import type { ItemCode } from '../item/item.ts';
import type { ItemNeed } from '../item/item-need.ts';
import { priceList } from '../item/prices.ts';
import type { SchoolNeed } from '../need-school.ts';
import { itemLine, type LineFrame, leftoverLine, studentLine } from './line-of.ts';
import type { Plan } from './plan.ts';
import type { ProcurementLine } from './procurement-line.ts';

/**
 * The purchase list of a plan: of each school one line for student computers, one for each other norm, and one for whatever
 * else money is proposed for (repairs, parts, replacements, yearly costs of what is there): what is kept never counts as
 * bought for a norm. Every line of the allocation but transfers is in exactly one of them, so the amounts add up to its
 * amounts. Schools in the order of their codes.
 */
export function procurementLines(plan: Plan): ProcurementLine[] {
  const proposed = Map.groupBy(plan.allocation.lines, ({ schoolCode }) => schoolCode);
  const machines = Map.groupBy(plan.machines, ({ machine }) => machine.schoolCode);
  const outcomes = new Map(plan.allocation.outcomes.map((outcome) => [outcome.schoolCode, outcome]));
  const funding = fundingBySchool(plan);
  const prices = priceList(plan.snapshot.prices);
  return plan.needs.schools.flatMap((need) => {
    const outcome = outcomes.get(need.schoolCode);
    return schoolLines({
      ...{ plan, need, outcome, prices, owner: outcome?.owner ?? need.owner },
      machines: machines.get(need.schoolCode) ?? [],
      proposed: proposed.get(need.schoolCode) ?? [],
      ...(funding.get(need.schoolCode) ?? { funding: null, year: null }),
    });
  });
}

function schoolLines(frame: LineFrame): ProcurementLine[] {
  const left = new Set(frame.proposed.filter(({ action }) => action !== 'transfer'));
  const take = (isTaken: (line: AllocationLine) => boolean): AllocationLine[] => {
    const taken = [...left].filter(isTaken);
    for (const line of taken) left.delete(line);
    return taken;
  };
  const added = (wanted: ItemCode) => take(({ item, group }) => item === wanted && group === 'add');
  const student = studentLine(frame, added('student-pc'));
  const items = strictest(frame.need).map((need) => itemLine(frame, need, added(need.item)));
  const rest = Map.groupBy(left, ({ action, item, unitPriceDong }) => `${action} ${item} ${unitPriceDong}`);
  return [student, ...items, ...[...rest.values()].map((lines) => leftoverLine(frame, lines))];
}

/** One line an item: of two rules for the same thing the one that asks for more. */
function strictest({ items }: SchoolNeed): ItemNeed[] {
  const byItem = Map.groupBy(items, ({ item }) => item);
  return [...byItem.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return others.reduce((best, next) => (weightOf(next) > weightOf(best) ? next : best), first);
  });
}

function weightOf({ isRequired, deficit, norm }: ItemNeed): number {
  return Number(isRequired) * 1e12 + (deficit ?? 0) * 1e6 + (norm ?? 0);
}

/** Source of money and year of the budgets that pay for a school, where they agree. */
function fundingBySchool({ snapshot }: Plan): Map<string, Pick<LineFrame, 'funding' | 'year'>> {
  const groups = ownerGroups(snapshot);
  const find = ownerFinder(groups);
  const budgets = Map.groupBy(snapshot.budgets, ({ owner }) => find(owner));
  return new Map(
    groups.flatMap((group) => {
      const of = budgets.get(group) ?? [];
      const money = {
        funding: agreed(of.map((budget) => budget.funding)),
        year: agreed(of.map((budget) => budget.year)),
      };
      return group.schoolCodes.map((code) => [code, money] as const);
    }),
  );
}

function agreed<T>(values: readonly T[]): T | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}
