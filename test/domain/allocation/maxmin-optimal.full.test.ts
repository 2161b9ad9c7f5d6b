import { describe, test } from 'vitest';
import { certifyMaxmin } from './certify-maxmin.ts';
import { openExactSolver } from './exact-solver.ts';
import { randomShortage } from './random-shortage.ts';

const sizes = [1, 2, 5, 10, 20, 40, 70, 100];
const seedsPerSize = 40;

describe('maxmin against the exact solver, up to 100 schools', async () => {
  const solver = await openExactSolver();

  test.each(sizes)('%i schools', (schools) => {
    for (let seed = 1; seed <= seedsPerSize; seed += 1) {
      const { accounts, money } = randomShortage({ seed: seed * 1_000 + schools, schools, hasLots: false });
      certifyMaxmin(accounts, money, solver);
    }
  });

  test.each(sizes.filter((schools) => schools <= 40))('%i schools with lots', (schools) => {
    for (let seed = 1; seed <= seedsPerSize; seed += 1) {
      const { accounts, money } = randomShortage({ seed: seed * 2_000 + schools, schools, hasLots: true });
      certifyMaxmin(accounts, money, solver);
    }
  });
});
