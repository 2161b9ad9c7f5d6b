import { expect } from 'vitest';
import {
  byCoverage,
  compareShares,
  type SeatAccount,
} from '../../../shared/domain/allocation/seat-account.ts';
import { share } from '../../../shared/domain/allocation/share.ts';
import type { ExactSolver, Money } from './exact-solver.ts';
import { sum } from './seat-accounts.ts';

/**
 * Certifies one plan of `maxmin`: it is affordable, the solver's best minimum coverage is the one that it reaches, and a plan
 * that lifts everybody above it costs more than the budget (or does not exist).
 */
export function certifyMaxmin(accounts: readonly SeatAccount[], money: Money, solver: ExactSolver): void {
  const units = Math.floor(money.budgetDong / money.priceDong);
  const quantities = share('maxmin', accounts, units);
  expect(sum(quantities) * money.priceDong).toBeLessThanOrEqual(money.budgetDong);
  const after = accounts.map((account, index) => ({
    ...account,
    have: account.have + (quantities[index] ?? 0),
  }));
  const lowest = after.toSorted(byCoverage)[0]!;
  if (after.every(({ schoolCode }, index) => quantities[index] === accounts[index]!.limit && schoolCode))
    return;
  const above = solver.costAbove(accounts, money, { part: lowest.have, whole: lowest.needed });
  expect(above ?? Number.POSITIVE_INFINITY).toBeGreaterThan(money.budgetDong);
  const best = solver.bestMinimum(accounts, money);
  expect(best).toBeCloseTo(lowest.have / lowest.needed, 6);
  expect(compareShares(lowest.have, lowest.needed, 1, 1)).toBeLessThanOrEqual(0);
}
