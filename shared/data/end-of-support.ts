import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import { type SupportTable, supportChannels } from '../domain/support-table.ts';
import table from './end-of-support.json' with { type: 'json' };

const day = z.iso.date();
const word = z.string().min(1).max(64);

const cycle = z.object({
  cycle: word,
  name: word,
  build: z.int().min(1).max(1_000_000).default(0),
  channel: z.enum(supportChannels).default('any'),
  ends: day.nullable(),
  longTermEnds: day.nullable().default(null),
  extendedEnds: day.nullable().default(null),
  extendedYears: z.array(day).max(6).default([]),
});

const supportSchema = z.object({
  endingDays: z.object({ value: z.int().min(0).max(3650), status: z.enum(ruleStatuses), ...source }),
  extendedRevisions: z.array(z.object({ build: z.int(), revision: z.int().min(1), ...source })),
  ids: z.array(z.object({ id: word, product: word })),
  products: z.array(z.object({ product: word, ...source, cycles: z.array(cycle).min(1) })),
});

/** Last days of support of the systems that schools run, each product sourced and dated. */
export function shippedSupportTable(): SupportTable {
  const parsed = supportSchema.parse(table);
  return {
    cycles: parsed.products.flatMap(({ product, cycles }) => cycles.map((one) => ({ ...one, product }))),
    products: new Map(parsed.ids.map(({ id, product }) => [id, product])),
    endingDays: parsed.endingDays.value,
    extendedRevisions: new Map(parsed.extendedRevisions.map(({ build, revision }) => [build, revision])),
  };
}
