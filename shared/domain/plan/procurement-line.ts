import type { Funding, ItemCode, ItemUnit, Purpose, SpendingGroup } from '../item/item.ts';
import type { RuleStatus } from '../rule-status.ts';

/**
 * One line of the purchase list: a school and an item (domain columns of "Nhu cầu mua sắm"). The same lines stand in the data
 * sheet, on the printed form and in JSON; null is unknown, never zero.
 */
export interface ProcurementLine {
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly level: string;
  readonly commune: string | null;
  readonly owner: string | null;
  readonly siteCode: string | null;
  readonly item: ItemCode;
  readonly unit: ItemUnit;
  readonly needed: number | null;
  readonly normBasis: string;
  readonly normStatus: RuleStatus;
  /** Pupils of the denominator; null for items that no pupil is counted for. */
  readonly pupilsCounted: number | null;
  readonly existing: number | null;
  readonly usable: number | null;
  readonly toRepair: number;
  readonly toUpgrade: number;
  readonly toReplace: number;
  readonly transferIn: number;
  readonly transferOut: number;
  readonly deficit: number | null;
  readonly buy: number;
  readonly unitPriceDong: number | null;
  readonly amountDong: number | null;
  readonly funding: Funding | null;
  readonly year: number | null;
  readonly priority: 1 | 2 | 3 | null;
  readonly group: SpendingGroup;
  readonly purpose: Purpose;
  /** Codes of texts `line.reason.<code>`. */
  readonly reasons: readonly string[];
}

/** Paid each year, beside what is paid once. */
export function isYearly({ reasons }: ProcurementLine): boolean {
  return reasons.includes('yearly');
}

/** Sum in whole đồng of what is known; null when it is larger than a whole number can be exact: named, never printed wrong. */
export function sumDong(amounts: readonly (number | null)[]): number | null {
  let total = 0;
  for (const amount of amounts) total += amount ?? 0;
  return Number.isSafeInteger(total) ? total : null;
}
