import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** A place for lines, such as process.stdout. */
export interface LineSink {
  write(text: string): unknown;
}

type Outcome = { failures: number } | { skippedBecause: string } | { passes: 1 };

function outcome(test: TestCase): Outcome {
  const result = test.result();
  if (result.state === 'passed') return { passes: 1 };
  if (result.state === 'failed') return { failures: 1 };
  return { skippedBecause: (result.state === 'skipped' && result.note) || 'no reason given' };
}

/** A file that does not load, or a hook that fails, is a failure without a failed test. */
function failuresBesideTests(module: TestModule): Outcome[] {
  return [module, ...module.children.allSuites()].map((part) => ({ failures: part.errors().length }));
}

/** A vitest reporter that ends the run with why tests were skipped and the line `N passed, N failed, N skipped`. */
export function createClosingReporter(out: LineSink): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const outcomes = modules.flatMap((module) => [
        ...failuresBesideTests(module),
        ...Array.from(module.children.allTests(), outcome),
      ]);
      const skips = outcomes.filter((one) => 'skippedBecause' in one);
      for (const [reason, same] of Map.groupBy(skips, (one) => one.skippedBecause)) {
        out.write(`skipped ${same.length}: ${reason}\n`);
      }
      const passed = outcomes.filter((one) => 'passes' in one).length;
      const failed = outcomes.reduce(
        (sum, one) => sum + ('failures' in one ? one.failures : 0),
        unhandledErrors.length,
      );
      out.write(`${passed} passed, ${failed} failed, ${skips.length} skipped\n`);
    },
  };
}
