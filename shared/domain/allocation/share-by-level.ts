import type { SeatAccount } from './seat-account.ts';
import { inLots } from './seat-account.ts';

/** Pieces that bring an account up to a level; `step` of `steps` on the way from nothing to everybody at norm. */
export type Climb = {
  readonly steps: bigint;
  readonly wantedAt: (account: SeatAccount, step: bigint) => number;
};

/**
 * Highest common level that the pieces pay for, found by bisection. Exact without floats: levels of two schools differ by at
 * least 1/needed², so between two steps there is at most one level at which anybody's number changes.
 * @returns pieces per account, in their order
 */
export function shareByLevel(accounts: readonly SeatAccount[], units: number, climb: Climb): number[] {
  const quantitiesAt = (step: bigint) =>
    accounts.map((account) => inLots(climb.wantedAt(account, step), account));
  let paid = 0n;
  let unpaid = climb.steps + 1n;
  while (unpaid - paid > 1n) {
    const middle = (paid + unpaid) / 2n;
    if (fits(quantitiesAt(middle), units)) paid = middle;
    else unpaid = middle;
  }
  return quantitiesAt(paid);
}

/** Level = coverage c: `max(0, ceil(c × needed) − have)`. */
export function coverageClimb(accounts: readonly SeatAccount[]): Climb {
  const steps = finestStep(accounts);
  return {
    steps,
    wantedAt: ({ needed, have }, step) => Number((step * BigInt(needed) + steps - 1n) / steps) - have,
  };
}

/** Level = the largest weighted share missing θ that is left, falling to 0: `ceil(deficit − θ × needed / weight)`. */
export function weightedClimb(accounts: readonly SeatAccount[]): Climb {
  const heaviest = accounts.reduce((most, { weightPercent }) => Math.max(most, weightPercent), 1);
  const fine = finestStep(accounts);
  const steps = BigInt(heaviest) * fine;
  return {
    steps,
    wantedAt: ({ needed, have, weightPercent }, step) => {
      const left = ((steps - step) * BigInt(needed)) / (fine * BigInt(weightPercent));
      return needed - have - Number(left);
    },
  };
}

function finestStep(accounts: readonly SeatAccount[]): bigint {
  const largest = BigInt(accounts.reduce((most, { needed }) => Math.max(most, needed), 1));
  return largest * largest + 1n;
}

/** Whether the pieces are enough; a sum too large for an exact number never is. */
export function fits(quantities: readonly number[], units: number): boolean {
  let sum = 0;
  for (const quantity of quantities) {
    sum += quantity;
    if (sum > units) return false;
  }
  return true;
}
