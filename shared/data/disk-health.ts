import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import { type DiskHealthTable, diskFacts } from '../domain/disk-health.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import table from './disk-health.json' with { type: 'json' };

const limit = z.int().min(0).max(1_000_000).optional();

const rules = z.array(
  z
    .object({
      fact: z.enum(diskFacts),
      atLeast: limit,
      equals: limit,
      bits: z.int().min(1).max(255).optional(),
      state: z.enum(['warning', 'failing']),
      reason: z.string().regex(/^[a-z-]{1,40}$/),
      status: z.enum(ruleStatuses),
      ...source,
    })
    .refine((rule) => rule.atLeast !== undefined || rule.equals !== undefined || rule.bits !== undefined),
);

/** From which counts on a disk is worn or failing. */
export function shippedDiskHealthTable(): DiskHealthTable {
  return { rules: rules.parse(table) };
}
