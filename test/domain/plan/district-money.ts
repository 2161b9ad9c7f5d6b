import type { AllocationOptions } from '../../../shared/domain/allocation/allocation.ts';
import { foldName } from '../../../shared/domain/allocation/owner.ts';
import type { NormPack } from '../../../shared/domain/norm.ts';
import { defaultPlanOptions, type Plan, type PlanOptions } from '../../../shared/domain/plan/plan.ts';
import { planOf } from '../../../shared/domain/plan/plan-of.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';

/** The plan of a snapshot for the ratios of the letter alone: other norms left out, so that money goes to seats. */
export function lettersPlan(
  snapshot: Snapshot,
  allocation: Partial<AllocationOptions> = {},
  options: Partial<PlanOptions> = {},
): Plan {
  const [first] = snapshot.normPacks;
  if (first === undefined) throw new RangeError('a snapshot without norms');
  const pack: NormPack = { ...first, items: [] };
  return planOf(snapshot, [pack], {
    ...{ ...defaultPlanOptions, ...options },
    allocation: { ...defaultPlanOptions.allocation, ...allocation },
  });
}

/** The snapshot with a share (percent) of the full cost of its own plan as each owner's budget. */
export function withBudgets(snapshot: Snapshot, percent: bigint): Snapshot {
  const { allocation } = lettersPlan({ ...snapshot, budgets: [] });
  return {
    ...snapshot,
    budgets: allocation.budgets.flatMap(({ owner, spentDong }) => {
      if (owner === null) return [];
      const amountDong = Number((BigInt(spentDong) * percent) / 100n);
      return { owner: foldName(owner), programme: null, year: null, amountDong, funding: null };
    }),
  };
}
