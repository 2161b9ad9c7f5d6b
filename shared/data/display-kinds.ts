import { z } from 'zod';
import type { DisplayKindTable } from '../domain/display-kind.ts';
import { ruleStatuses } from '../domain/norm.ts';
import table from './display-kinds.json' with { type: 'json' };
import { source } from './table.ts';

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
