import type { Purpose, SpendingGroup } from '../item/item.ts';
import type { AllocationAction, AllocationLine, AmountProblem } from './allocation.ts';

/** What is entered into a ledger; a null price is unknown: it is listed without an amount. */
export type Entry = Pick<AllocationLine, 'schoolCode' | 'action' | 'item' | 'quantity' | 'unitPriceDong'> & {
  readonly purpose?: Purpose;
  readonly group?: SpendingGroup;
  readonly deviceIds?: readonly string[];
};

/** The spending of one owner, in whole đồng; never above its budget. */
export interface Ledger {
  /** Null: no budget is named, so nothing is cut. */
  readonly budgetDong: number | null;
  readonly lines: readonly AllocationLine[];
  readonly problems: readonly AmountProblem[];
  readonly spentDong: () => number;
  readonly yearlyDong: () => number;
  /** Whole pieces that the rest of the budget buys; Infinity without a budget or for what is free. */
  readonly unitsFor: (unitPriceDong: number) => number;
  readonly enter: (entry: Entry) => void;
}

const groups: Readonly<Record<AllocationAction, SpendingGroup>> = {
  minimum: 'add',
  repair: 'maintain',
  transfer: 'add',
  upgrade: 'upgrade',
  buy: 'add',
  recurring: 'maintain',
};

/**
 * Opens the ledger of one owner. An amount that no exact number holds is not counted: its line has no amount and is a named
 * problem.
 * @param roomDong what the sums of all owners may still hold exactly
 */
export function createLedger(owner: string | null, budgetDong: number | null, roomDong: number): Ledger {
  const lines: AllocationLine[] = [];
  const problems: AmountProblem[] = [];
  let spent = 0;
  let yearly = 0;
  const unitsFor = (unitPriceDong: number): number => {
    if (budgetDong === null || unitPriceDong === 0) return Number.POSITIVE_INFINITY;
    return Math.floor((budgetDong - spent) / unitPriceDong);
  };
  return {
    budgetDong,
    lines,
    problems,
    spentDong: () => spent,
    yearlyDong: () => yearly,
    unitsFor,
    enter: (entry) => {
      if (entry.quantity === 0) return;
      const amountDong = amountOf(entry, roomDong - spent - yearly);
      const line = { owner, ...defaults(entry), ...entry, amountDong };
      lines.push(line);
      if (amountDong === null && entry.unitPriceDong !== null) problems.push(problemOf(line));
      if (entry.action === 'recurring') yearly += amountDong ?? 0;
      else spent += amountDong ?? 0;
    },
  };
}

function defaults({ action }: Entry): Pick<AllocationLine, 'group' | 'purpose' | 'deviceIds'> {
  return { group: groups[action], purpose: 'informatics', deviceIds: [] };
}

/** Null where no price is known, or where the product is more than the sums can hold exactly. */
function amountOf({ quantity, unitPriceDong }: Entry, roomDong: number): number | null {
  if (unitPriceDong === null) return null;
  const amount = quantity * unitPriceDong;
  return amount <= roomDong ? amount : null;
}

function problemOf({ owner, schoolCode, item }: AllocationLine): AmountProblem {
  return { owner, schoolCode, item, reason: 'amount-too-large' };
}
