import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import { findingCodes } from '../domain/finding.ts';
import { severities } from '../domain/outage.ts';
import type { FindingRules } from '../domain/risk.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import table from './findings.json' with { type: 'json' };

const row = z.object({
  code: z.enum(findingCodes),
  severity: z.enum(severities),
  onServer: z.enum(severities).optional(),
  points: z.int().min(0).max(100),
  dueDays: z.int().min(1).max(365),
  graceDays: z.int().min(0).max(365),
  status: z.enum(ruleStatuses),
  ...source,
});
const byCode = z.record(z.enum(findingCodes), row);

/** How grave each finding is, how much it adds to the risk, and what that rests on. Throws when a code has no row. */
export function shippedFindingRules(): FindingRules {
  return byCode.parse(Object.fromEntries(table.map((one) => [one.code, one])));
}
