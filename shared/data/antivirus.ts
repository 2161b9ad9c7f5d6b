import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import { type AntivirusTable, centreStates, definitionStates } from '../domain/antivirus-facts.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import table from './antivirus.json' with { type: 'json' };

const nibble = z.int().min(0).max(15);
const status = z.enum(ruleStatuses);

const antivirusSchema = z.object({
  providerBit: z.object({ value: z.int().min(1).max(128), ...source }),
  states: z.array(z.object({ nibble, state: z.enum(centreStates), ...source })).max(16),
  definitions: z.array(z.object({ nibble, definitions: z.enum(definitionStates), ...source })).max(16),
  owners: z.array(z.object({ nibble, owner: z.enum(['microsoft', 'other']), ...source })).max(16),
  productRules: z
    .array(
      z.object({
        nameContains: z.string().max(64).toLowerCase(),
        maxSignatureAgeDays: z.int().min(1).max(365),
        withoutOnAccess: z.enum(['off', 'unknown']),
        serviceScansOnAccess: z.boolean(),
        status,
        ...source,
      }),
    )
    .max(100),
  staleRowDays: z.object({ value: z.int().min(1).max(365), status, ...source }),
  runningModes: z
    .array(
      z.object({
        mode: z.string().min(1).max(64).toLowerCase(),
        means: z.enum(['active', 'passive', 'not-running']),
        ...source,
      }),
    )
    .max(32),
  neverUpdatedAges: z.array(z.object({ days: z.int().min(0).max(0xffffffff), ...source })).max(8),
});

/** How raw antivirus facts are read: `productState` nibbles, Defender's modes and the rules of single products. */
export function shippedAntivirusTable(): AntivirusTable {
  const parsed = antivirusSchema.parse(table);
  return {
    providerBit: parsed.providerBit.value,
    states: Object.fromEntries(parsed.states.map((row) => [String(row.nibble), row.state])),
    definitions: Object.fromEntries(parsed.definitions.map((row) => [String(row.nibble), row.definitions])),
    owners: Object.fromEntries(parsed.owners.map((row) => [String(row.nibble), row.owner])),
    productRules: parsed.productRules,
    staleRowDays: parsed.staleRowDays.value,
    runningModes: new Map(parsed.runningModes.map((row) => [row.mode, row.means])),
    neverUpdatedAges: parsed.neverUpdatedAges.map((row) => row.days),
  };
}
