import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import type { DisplayKindTable } from '../domain/display-kind.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import table from './display-kinds.json' with { type: 'json' };

const rules = z.array(
  z.object({
    kind: z.enum(['projector?', 'tv?']),
    text: z.string().min(1).max(32).toLowerCase(),
    match: z.enum(['prefix', 'part']),
    status: z.enum(ruleStatuses),
    ...source,
  }),
);

/** By which names projectors and televisions are told; the first rule that matches holds. */
export function shippedDisplayKinds(): DisplayKindTable {
  return { rules: rules.parse(table) };
}
