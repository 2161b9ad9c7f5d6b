import { describe, expect, test } from 'vitest';
import { certifyMaxmin } from './certify-maxmin.ts';
import { openExactSolver } from './exact-solver.ts';
import { randomShortage } from './random-shortage.ts';
import { account } from './seat-accounts.ts';

describe('an independent exact solver agrees that maxmin lifts the worst-off school as high as the money allows', async () => {
  const solver = await openExactSolver();

  test.each([3, 10, 25, 60])('on %i schools', (schools) => {
    const { accounts, money } = randomShortage({ seed: schools, schools, hasLots: false });
    certifyMaxmin(accounts, money, solver);
  });

  test('on labs that get their floor or nothing', () => {
    const { accounts, money } = randomShortage({ seed: 7, schools: 20, hasLots: true });
    certifyMaxmin(accounts, money, solver);
  });

  test('and the solver itself tells a plan that is not the best', () => {
    const accounts = [account('A', 10, 0), account('B', 10, 5)];
    const money = { priceDong: 15_500_000, budgetDong: 5 * 15_500_000 };
    expect(solver.bestMinimum(accounts, money)).toBeCloseTo(0.5, 9);
    expect(solver.costAbove(accounts, money, { part: 4, whole: 10 })).toBe(5 * 15_500_000);
    expect(solver.costAbove(accounts, money, { part: 5, whole: 10 })).toBe(7 * 15_500_000);
  });
});
