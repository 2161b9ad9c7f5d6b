import { allocate } from '../../shared/domain/allocation/allocate.ts';
import { type AllocationRule, allocationRules } from '../../shared/domain/allocation/allocation.ts';
import type { Plan } from '../../shared/domain/plan/plan.ts';

/** What one rule makes of the same needs and the same money. */
export type RuleOutcome = {
  readonly rule: AllocationRule;
  readonly minCoverageAfter: number | null;
  readonly schoolsAtNorm: number;
  readonly bought: number;
  readonly spentDong: number;
  readonly unmetSeats: number;
};

/** The rules side by side: they trade the worst school's coverage against the number of schools at norm. */
export function ruleOutcomes({ snapshot, needs, machines, allocation }: Plan): RuleOutcome[] {
  return allocationRules.map((rule) => {
    const other = allocate(snapshot, needs, machines, { ...allocation.options, rule });
    return {
      rule,
      minCoverageAfter: other.minCoverageAfter,
      schoolsAtNorm: other.schoolsAtNorm,
      bought: other.outcomes.reduce((sum, { bought }) => sum + bought, 0),
      spentDong: other.budgets.reduce((sum, { spentDong }) => sum + spentDong, 0),
      unmetSeats: other.budgets.reduce((sum, { unmetSeats }) => sum + unmetSeats, 0),
    };
  });
}
