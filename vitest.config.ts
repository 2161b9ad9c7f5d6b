import { defineConfig } from 'vitest/config';
import { createClosingReporter } from './test/support/closing-reporter.ts';
import { currentTier, testGroups } from './test/support/tiers.ts';

const tier = currentTier(process.env);
const isSlow = tier !== 'fast';

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: isSlow ? 180_000 : 20_000,
    hookTimeout: isSlow ? 180_000 : 30_000,
    teardownTimeout: 10_000,
    // Real programs, free ports and networks on a shared machine: bad luck is no defect, and each further try is printed.
    retry: isSlow ? 2 : 1,
    reporters: ['default', createClosingReporter(process.stdout)],
    projects: testGroups(tier).map((group, groupOrder) => ({
      extends: true,
      test: { ...group, sequence: { groupOrder } },
    })),
  },
});
