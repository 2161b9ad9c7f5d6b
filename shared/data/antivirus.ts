import { z } from 'zod';
import type { AntivirusTable } from '../domain/antivirus.ts';
import { ruleStatuses } from '../domain/norm.ts';
import table from './antivirus.json' with { type: 'json' };
import { source } from './table.ts';

const nibble = z.int().min(0).max(15);

const antivirusSchema = z.object({
  providerBit: z.object({ value: z.int().min(1).max(128), ...source }),
  states: z
    .array(z.object({ nibble, state: z.enum(['off', 'on', 'snoozed', 'expired']), ...source }))
    .max(16),
  definitions: z.array(z.object({ nibble, definitions: z.enum(['current', 'old']), ...source })).max(16),
  productRules: z
    .array(
      z.object({
        nameContains: z.string().max(64).toLowerCase(),
        maxSignatureAgeDays: z.int().min(1).max(365),
        withoutOnAccess: z.enum(['off', 'unknown']),
        status: z.enum(ruleStatuses),
        ...source,
      }),
    )
    .max(100),
});

/** How raw antivirus facts are read: `productState` nibbles and the rules of single products. */
export function shippedAntivirusTable(): AntivirusTable {
  const { providerBit, states, definitions, productRules } = antivirusSchema.parse(table);
  return {
    providerBit: providerBit.value,
    states: Object.fromEntries(states.map((row) => [String(row.nibble), row.state])),
    definitions: Object.fromEntries(definitions.map((row) => [String(row.nibble), row.definitions])),
    productRules,
  };
}
