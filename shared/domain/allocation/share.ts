import type { AllocationRule } from './allocation.ts';
import { byCoverage, byWeightedDeficit, type SeatAccount } from './seat-account.ts';
import { coverageClimb, fits, shareByLevel, weightedClimb } from './share-by-level.ts';
import { shareInTurn } from './share-in-turn.ts';
import { shareProportionally } from './share-proportional.ts';

/**
 * Shares pieces of one price among schools by the stated rule; everybody gets all that it lacks when the pieces are enough.
 * - `maxmin`: one machine again and again to the school with the lowest coverage.
 * - `equalRatio`: everybody to the highest common coverage that can be paid; what does not raise it stays unspent.
 * - `proportional`: in proportion to the deficits, largest remainders.
 * - `priorityFirst`: one machine again and again to the largest weighted share missing.
 * @param units whole pieces that the money buys; Infinity where none is named
 * @returns pieces per account, in their order
 */
export function share(rule: AllocationRule, accounts: readonly SeatAccount[], units: number): number[] {
  const all = accounts.map(({ limit }) => limit);
  if (fits(all, units)) return all;
  switch (rule) {
    case 'maxmin':
      return shareInTurn(accounts, units, { order: byCoverage, climbOf: coverageClimb });
    case 'equalRatio':
      return shareByLevel(accounts, units, coverageClimb(accounts));
    case 'proportional':
      return shareProportionally(accounts, units);
    case 'priorityFirst':
      return shareInTurn(accounts, units, { order: byWeightedDeficit, climbOf: weightedClimb });
  }
}
