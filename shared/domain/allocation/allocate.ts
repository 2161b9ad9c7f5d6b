import { itemCodes, spendingGroups } from '../item/item.ts';
import type { MachinePlan } from '../item/machine-plan.ts';
import { unitPrices } from '../item/prices.ts';
import type { Needs } from '../need.ts';
import { byCodeUnit } from '../order.ts';
import { enterYearlyCosts } from '../plan/recurring.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import {
  type Allocation,
  type AllocationLine,
  type AllocationOptions,
  allocationActions,
  type OwnerBudget,
  type SchoolOutcome,
} from './allocation.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { outcomeOf, summarise } from './outcome.ts';
import { budgetsOf, ownerGroups } from './owner.ts';
import { standsOf } from './school-stand.ts';
import { planSeats, type SeatPlan } from './seat-plan.ts';
import { spend } from './spend.ts';
import { unpricedItems } from './unpriced.ts';

/**
 * Shares each owner's money among its own schools, by the stated rule; the same input gives the same lines, whatever the order
 * of its rows. Schools whose need or count is unknown get nothing by themselves and stand in the outcomes with basis
 * `insufficient`; those that rest on their own word with `declared`. Yearly costs are listed outside the budget.
 * @param snapshot its budgets are of one year, or without a year
 */
export function allocate(
  snapshot: Snapshot,
  needs: Needs,
  machines: readonly MachinePlan[],
  options: AllocationOptions,
): Allocation {
  const prices = unitPrices(snapshot.prices);
  const groups = ownerGroups(snapshot);
  const budgets = budgetsOf(groups, snapshot.budgets);
  const stands = standsOf(snapshot, needs, machines, groups);
  const { seats, transfers } = planSeats(stands, options, {
    newPriceDong: prices.get('student-pc') ?? null,
    isUnlimited: ({ group }) => !budgets.has(group),
  });
  const seatsOf = Map.groupBy(seats, ({ stand }) => stand.group);
  let roomDong = Number.MAX_SAFE_INTEGER;
  const accounts = groups.map((group) => {
    const own = seatsOf.get(group) ?? [];
    const ledger = createLedger(group.owner, budgets.get(group) ?? null, roomDong);
    spend(own, ledger, { prices, options });
    enterYearlyCosts(own, ledger, snapshot, prices);
    roomDong -= ledger.spentDong() + ledger.yearlyDong();
    return accountOf(group.owner, own, ledger);
  });
  const lines = accounts.flatMap((account) => account.lines).sort(byLine);
  const outcomes = accounts
    .flatMap((account) => account.outcomes)
    .sort((a, b) => byCodeUnit(a.schoolCode, b.schoolCode));
  const { unmetSeats: _, ...coverage } = summarise(outcomes);
  return {
    ...{ options, lines, transfers, outcomes, ...coverage },
    budgets: accounts.map(({ budget }) => budget),
    unpriced: unpricedItems(seats, lines, prices),
    problems: accounts.flatMap(({ problems }) => problems),
    isReference: groups.length > 1,
  };
}

type OwnerAccount = {
  readonly lines: readonly AllocationLine[];
  readonly problems: Ledger['problems'];
  readonly outcomes: readonly SchoolOutcome[];
  readonly budget: OwnerBudget;
};

function accountOf(owner: string | null, seats: readonly SeatPlan[], ledger: Ledger): OwnerAccount {
  const linesOf = Map.groupBy(ledger.lines, ({ schoolCode }) => schoolCode);
  const outcomes = seats.map((seat) => outcomeOf(seat, linesOf.get(seat.stand.schoolCode) ?? []));
  const spentDong = ledger.spentDong();
  const { budgetDong, lines, problems } = ledger;
  const remainderDong = budgetDong === null ? null : budgetDong - spentDong;
  const yearlyDong = ledger.yearlyDong();
  return {
    ...{ lines, problems, outcomes },
    budget: { owner, budgetDong, spentDong, remainderDong, yearlyDong, ...summarise(outcomes) },
  };
}

/** By owner, school, action, item, unit price, group. */
function byLine(a: AllocationLine, b: AllocationLine): number {
  return (
    byCodeUnit(a.owner ?? '', b.owner ?? '') ||
    byCodeUnit(a.schoolCode, b.schoolCode) ||
    allocationActions.indexOf(a.action) - allocationActions.indexOf(b.action) ||
    itemCodes.indexOf(a.item) - itemCodes.indexOf(b.item) ||
    (a.unitPriceDong ?? 0) - (b.unitPriceDong ?? 0) ||
    spendingGroups.indexOf(a.group) - spendingGroups.indexOf(b.group)
  );
}
