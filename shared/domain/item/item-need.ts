import type { SchoolLevel } from '../device.ts';
import type { RuleStatus } from '../rule-status.ts';
import type { ItemCode, ItemUnit, Purpose } from './item.ts';

/** What a quantity is per. */
export const itemRulePer = ['school', 'site', 'department', 'classroom', 'lab', 'computer'] as const;
export type ItemRulePer = (typeof itemRulePer)[number];

/** One norm beside the ratios: "≥ 2 management PCs per school", "every lab online" (a rule of a norm pack). */
export interface ItemRule {
  readonly item: ItemCode;
  readonly per: ItemRulePer;
  /** Pieces for each of `per`. */
  readonly quantity: number;
  /** Schools that teach one of these; null: every school. */
  readonly levels: readonly SchoolLevel[] | null;
  /** Share that is enough, whole percent: 90 of 100 machines online makes a lab online. */
  readonly enoughPercent: number;
  /** Whose the share is: a letter may ask for labs online and leave the share to this software. */
  readonly enoughStatus: RuleStatus;
  /** Required by the text, or only encouraged (nothing is bought for it, nothing is called missing). */
  readonly isRequired: boolean;
  readonly purpose: Purpose;
  readonly status: RuleStatus;
  readonly basis: string;
}

/** Where a count comes from. */
export const countSources = ['measured', 'declared', 'unknown'] as const;
export type CountSource = (typeof countSources)[number];

/** One line of a school under one rule. Null is unknown, never zero. */
export interface ItemNeed {
  readonly item: ItemCode;
  readonly unit: ItemUnit;
  /** Quantity that the rule asks for; null where what it is per is unknown. */
  readonly norm: number | null;
  readonly existing: number | null;
  readonly usable: number | null;
  /** max(0, norm − usable); 0 under a rule that only encourages. */
  readonly deficit: number | null;
  readonly enoughPercent: number;
  readonly enoughStatus: RuleStatus;
  readonly isRequired: boolean;
  readonly purpose: Purpose;
  readonly status: RuleStatus;
  readonly basis: string;
  readonly packId: string;
  readonly source: CountSource;
}
