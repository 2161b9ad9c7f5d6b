import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import type { TestRules } from '../domain/readiness/computer-test.ts';
import type { ConferenceRules } from '../domain/readiness/conference.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import readiness from './readiness.json' with { type: 'json' };

const row = z
  .object({ value: z.number().min(0).max(1e15), status: z.enum(ruleStatuses), ...source })
  .transform(({ value }) => value);

const readinessSchema = z.object({
  conference: z.object({ minUpMbps: row, maxJitterMs: row, maxLossPercent: row }),
  computerTest: z.object({ minFreeBytes: row, minMbpsPerSeat: row }),
});

/** What a room needs for each purpose. */
export type ReadinessRules = { readonly conference: ConferenceRules; readonly computerTest: TestRules };

export function shippedReadiness(): ReadinessRules {
  return readinessSchema.parse(readiness);
}
