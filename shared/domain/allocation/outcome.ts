import type { MachinePlan } from '../item/machine-plan.ts';
import type { AllocationLine, SchoolOutcome } from './allocation.ts';
import type { SchoolStand } from './school-stand.ts';
import { compareShares } from './seat-account.ts';
import { machinesIn, type SeatPlan } from './seat-plan.ts';

/** Where a school stands after the lines that were entered for it. */
export function outcomeOf(seat: SeatPlan, lines: readonly AllocationLine[]): SchoolOutcome {
  const { stand, transferredOut } = seat;
  const worked = new Set(
    lines
      .filter(({ action }) => action === 'repair' || action === 'upgrade')
      .flatMap(({ deviceIds }) => deviceIds),
  );
  const paidOf = (works: readonly MachinePlan[]) =>
    works.filter(({ machine }) => worked.has(machine.deviceId)).length;
  const gains = {
    repaired: paidOf(seat.repairs),
    upgraded: paidOf(seat.upgrades),
    transferredIn: machinesIn(seat.transfersIn),
    bought: lines.reduce((sum, line) => sum + (isPurchase(line) ? line.quantity : 0), 0),
  };
  const before = stand.have;
  const after =
    before + gains.repaired + gains.upgraded + gains.transferredIn + gains.bought - transferredOut;
  return {
    ...{ schoolCode: stand.schoolCode, owner: stand.group.owner, needed: stand.needed },
    ...{ basis: stand.need.basis, before, ...gains, transferredOut, after },
    coverageBefore: coverageOf(before, stand),
    coverageAfter: coverageOf(after, stand),
  };
}

/** A replacement (group `maintain`) adds no seat. */
function isPurchase({ action, item, group }: AllocationLine): boolean {
  return action === 'buy' && item === 'student-pc' && group === 'add';
}

/** usable ÷ needed, 4 decimals, rounded down; null where nothing is needed or the need is unknown. */
function coverageOf(have: number, { needed }: Pick<SchoolStand, 'needed'>): number | null {
  return needed === null || needed === 0 ? null : Math.floor((have * 10_000) / needed) / 10_000;
}

export interface CoverageSummary {
  readonly minCoverageBefore: number | null;
  readonly minCoverageAfter: number | null;
  readonly schoolsAtNormBefore: number;
  readonly schoolsAtNorm: number;
  /** Machines still missing. */
  readonly unmetSeats: number;
}

/** Lowest coverage and schools at norm, over the schools that need machines and whose need is known. */
export function summarise(outcomes: readonly SchoolOutcome[]): CoverageSummary {
  const needing = outcomes.flatMap(({ needed, ...rest }) =>
    needed === null || needed === 0 ? [] : { ...rest, needed },
  );
  const atNorm = (have: (outcome: SchoolOutcome) => number) =>
    needing.filter((outcome) => have(outcome) >= outcome.needed).length;
  const lowest = (key: 'before' | 'after') =>
    needing.toSorted((a, b) => compareShares(a[key], a.needed, b[key], b.needed))[0];
  return {
    minCoverageBefore: lowest('before')?.coverageBefore ?? null,
    minCoverageAfter: lowest('after')?.coverageAfter ?? null,
    schoolsAtNormBefore: atNorm(({ before }) => before),
    schoolsAtNorm: atNorm(({ after }) => after),
    unmetSeats: needing.reduce((sum, { needed, after }) => sum + Math.max(0, needed - after), 0),
  };
}
