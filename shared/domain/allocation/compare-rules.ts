import type { MachinePlan } from '../item/machine-plan.ts';
import type { Needs } from '../need.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { allocate } from './allocate.ts';
import { type AllocationOptions, type AllocationRule, allocationRules } from './allocation.ts';
import { summarise } from './outcome.ts';

/** What a rule makes of the same money: the rules trade these against one another. */
export interface RuleOutcome {
  readonly rule: AllocationRule;
  readonly minCoverageBefore: number | null;
  readonly minCoverageAfter: number | null;
  readonly schoolsAtNormBefore: number;
  readonly schoolsAtNorm: number;
  /** Machines still missing. */
  readonly unmetSeats: number;
  /** New machines for pupils. */
  readonly bought: number;
  readonly spentDong: number;
  /** Of the owners with a budget; null when no owner has one. */
  readonly remainderDong: number | null;
}

/** Every rule on the same snapshot and money, side by side. */
export function compareRules(
  snapshot: Snapshot,
  needs: Needs,
  machines: readonly MachinePlan[],
  options: AllocationOptions,
): readonly RuleOutcome[] {
  return allocationRules.map((rule) => {
    const { budgets, outcomes } = allocate(snapshot, needs, machines, { ...options, rule });
    const remainders = budgets.flatMap(({ remainderDong }) => remainderDong ?? []);
    return {
      rule,
      ...summarise(outcomes),
      bought: outcomes.reduce((sum, { bought }) => sum + bought, 0),
      spentDong: budgets.reduce((sum, { spentDong }) => sum + spentDong, 0),
      remainderDong: remainders.length === 0 ? null : remainders.reduce((sum, rest) => sum + rest, 0),
    };
  });
}
