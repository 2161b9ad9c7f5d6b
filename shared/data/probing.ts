import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import type { TestRules } from '../domain/probe/budget.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import probing from './probing.json' with { type: 'json' };

const limit = (max: number) =>
  z.object({ value: z.int().min(1).max(max), status: z.enum(ruleStatuses), ...source });
const maxBytes = 1_000_000_000_000;

const probingSchema = z.object({
  anchors: z
    .array(
      z.object({
        host: z.string().min(1).max(253),
        port: z.int().min(1).max(65_535),
        status: z.enum(ruleStatuses),
        ...source,
      }),
    )
    .max(4),
  limits: z.object({
    budgetBytes: limit(maxBytes),
    leaseBytes: limit(maxBytes),
    leaseSeconds: limit(3_600),
    testsAtOnce: limit(1_000),
    badLatencyMs: limit(60_000),
    badLossPercent: limit(100),
  }),
});

/** What probers measure against, and what measuring may cost. */
export type Probing = {
  readonly anchors: readonly { readonly host: string; readonly port: number }[];
  readonly tests: TestRules;
  readonly badLatencyMs: number;
  readonly badLossPercent: number;
};

/** As shipped; an installation may have others. A line's month holds as many tests as its bytes do. */
export function shippedProbing(): Probing {
  const { anchors, limits } = probingSchema.parse(probing);
  const [budgetBytes, leaseBytes] = [limits.budgetBytes.value, limits.leaseBytes.value];
  return {
    anchors: anchors.map(({ host, port }) => ({ host, port })),
    tests: {
      ...{ budgetBytes, leaseBytes, testsPerMonth: Math.floor(budgetBytes / leaseBytes), isScheduled: true },
      leaseMs: limits.leaseSeconds.value * 1_000,
      testsAtOnce: limits.testsAtOnce.value,
    },
    badLatencyMs: limits.badLatencyMs.value,
    badLossPercent: limits.badLossPercent.value,
  };
}
