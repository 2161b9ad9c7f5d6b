import type { AllocationOptions } from '../../../shared/domain/allocation/allocation.ts';
import type { NormPack } from '../../../shared/domain/norm.ts';
import { packsOf } from '../../../shared/domain/plan/packs.ts';
import { defaultPlanOptions, type Plan, type PlanOptions } from '../../../shared/domain/plan/plan.ts';
import { planOf } from '../../../shared/domain/plan/plan-of.ts';
import type { Budget } from '../../../shared/domain/snapshot/register.ts';
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

/** The plan with every norm of the shipped packs. */
export function fullPlan(snapshot: Snapshot): Plan {
  const packs = packsOf(snapshot, null);
  if (packs === null) throw new RangeError('a snapshot without norms');
  return planOf(snapshot, packs, defaultPlanOptions);
}

/** What an owner gets, whatever its programme. */
export function budgetOf(owner: string | null, amountDong: bigint): Budget {
  if (owner === null) throw new RangeError('a budget of nobody');
  return { owner, programme: null, year: null, amountDong: Number(amountDong), funding: null };
}

/** The snapshot with a share (percent) of the full cost of its own plan as each owner's budget. */
export function withBudgets(snapshot: Snapshot, percent: bigint): Snapshot {
  const { allocation } = lettersPlan({ ...snapshot, budgets: [] });
  return {
    ...snapshot,
    budgets: allocation.budgets.map(({ owner, spentDong }) =>
      budgetOf(owner, (BigInt(spentDong) * percent) / 100n),
    ),
  };
}
