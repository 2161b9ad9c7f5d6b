import type { ItemCode, Purpose, SpendingGroup } from '../item/item.ts';
import type { NeedBasis } from '../need-basis.ts';

/** How purchases are shared when money is short. */
export const allocationRules = ['maxmin', 'equalRatio', 'proportional', 'priorityFirst'] as const;
export type AllocationRule = (typeof allocationRules)[number];

/** In the order in which money is spent; `recurring` is paid each year and stands apart. */
export const allocationActions = ['minimum', 'repair', 'transfer', 'upgrade', 'buy', 'recurring'] as const;
export type AllocationAction = (typeof allocationActions)[number];

export interface AllocationOptions {
  readonly rule: AllocationRule;
  /** A lab below its seat floor gets up to the floor or nothing. */
  readonly isLotMode: boolean;
  /** Percent of the need that a donor keeps beside it, at least `reserveLeast` machines. */
  readonly reservePercent: number;
  readonly reserveLeast: number;
  /** Fewest machines worth a transport. */
  readonly transferBatch: number;
  readonly isTransferAllowed: boolean;
}

export const defaultAllocationOptions: AllocationOptions = {
  rule: 'maxmin',
  isLotMode: false,
  reservePercent: 5,
  reserveLeast: 2,
  transferBatch: 3,
  isTransferAllowed: true,
};

/** One line of the purchase list. Amounts in whole đồng; null where no price is known. */
export interface AllocationLine {
  /** Whose money; null where no owner is known. */
  readonly owner: string | null;
  readonly schoolCode: string;
  readonly action: AllocationAction;
  readonly item: ItemCode;
  readonly group: SpendingGroup;
  readonly purpose: Purpose;
  readonly quantity: number;
  readonly unitPriceDong: number | null;
  readonly amountDong: number | null;
  /** Machines concerned, in id order: what a repair, upgrade or transfer is traced to. */
  readonly deviceIds: readonly string[];
}

export interface Transfer {
  readonly fromSchool: string;
  readonly toSchool: string;
  readonly deviceIds: readonly string[];
  /** Between the two main sites; null where a place is unknown. */
  readonly distanceKm: number | null;
  readonly isSameCommune: boolean;
  /** Another owner: needs a decision of the province, so it is proposed and never counted as done. */
  readonly isCrossOwner: boolean;
}

export interface OwnerBudget {
  readonly owner: string | null;
  /** Null: no budget was named, so everything needed is listed and nothing cut. */
  readonly budgetDong: number | null;
  readonly spentDong: number;
  readonly remainderDong: number | null;
  /** Lines, licences: yearly, beside the budget's one-off spending. */
  readonly yearlyDong: number;
  /** Machines still missing for lack of money. */
  readonly unmetSeats: number;
  readonly minCoverageBefore: number | null;
  readonly minCoverageAfter: number | null;
  readonly schoolsAtNormBefore: number;
  readonly schoolsAtNorm: number;
}

/**
 * Where the machines of a school stand after the plan; coverage is usable ÷ needed with 4 decimals, rounded down so that 1 is
 * never claimed too early, null when nothing is needed or known.
 */
export interface SchoolOutcome {
  readonly schoolCode: string;
  readonly owner: string | null;
  readonly needed: number | null;
  /** `insufficient`: nothing was given automatically; `declared`: what was given rests on the school's word. */
  readonly basis: NeedBasis;
  readonly before: number;
  /** Seats gained by repairs. */
  readonly repaired: number;
  /** Seats gained by upgrades. */
  readonly upgraded: number;
  readonly transferredIn: number;
  readonly transferredOut: number;
  readonly bought: number;
  readonly after: number;
  readonly coverageBefore: number | null;
  readonly coverageAfter: number | null;
}

/** An amount too large to be counted exactly: it stays null and is named, never a wrong number. */
export interface AmountProblem {
  readonly owner: string | null;
  readonly schoolCode: string;
  readonly item: ItemCode;
  readonly reason: 'amount-too-large';
}

export interface Allocation {
  readonly options: AllocationOptions;
  /** By owner, school, action and item. */
  readonly lines: readonly AllocationLine[];
  readonly transfers: readonly Transfer[];
  readonly budgets: readonly OwnerBudget[];
  readonly outcomes: readonly SchoolOutcome[];
  readonly minCoverageBefore: number | null;
  readonly minCoverageAfter: number | null;
  readonly schoolsAtNormBefore: number;
  readonly schoolsAtNorm: number;
  /** Items needed for which no price is known. */
  readonly unpriced: readonly ItemCode[];
  readonly problems: readonly AmountProblem[];
  /** More than one owner in one run: nobody can spend it as one, so it is labelled "phương án tham khảo". */
  readonly isReference: boolean;
}
