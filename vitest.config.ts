import { defineConfig } from 'vitest/config';
import { createClosingReporter } from './test/support/closing-reporter.ts';
import { currentTier, testFiles } from './test/support/tiers.ts';

const tier = currentTier(process.env);
const isSlow = tier !== 'fast';

export default defineConfig({
  test: {
    ...testFiles(tier),
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: isSlow ? 180_000 : 20_000,
    hookTimeout: isSlow ? 180_000 : 30_000,
    teardownTimeout: 10_000,
    reporters: ['default', createClosingReporter(process.stdout)],
  },
});
