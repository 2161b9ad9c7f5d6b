import { setImmediate } from 'node:timers/promises';
import type { z } from 'zod';
import { normPackFileSchema } from '../../shared/contract/norm-pack.ts';
import * as rows from '../../shared/contract/register-rows.ts';
import { byCodeUnit } from '../../shared/domain/order.ts';
import type { RegisterStore } from '../store/register-port.ts';

/** Registers that are rows of JSON, by the shape of their rows. */
export const rowSchemas = {
  sites: rows.site,
  assets: rows.asset,
  equipment: rows.equipment,
  prices: rows.price,
  budgets: rows.budget,
  priorities: rows.priority,
  checklist: rows.checklistEntry,
  aliases: rows.schoolAlias,
  calendar: rows.closure,
  deadlines: rows.deadline,
  headers: rows.printHeader,
  delivered: rows.delivered,
  norms: normPackFileSchema,
} as const satisfies Record<string, z.ZodType>;

/** Rows read in one turn: some 5 ms. */
const rowsPerTurn = 1_000;

export type KeptRegister = keyof typeof rowSchemas;
export type RowOf<K extends KeptRegister> = z.infer<(typeof rowSchemas)[K]>;

/** The rows of a register by key, in the order of their keys. A row of another build that is none here is left out. */
export async function storedRows<K extends KeptRegister>(
  store: RegisterStore,
  register: K,
  asAtMs?: number,
): Promise<ReadonlyMap<string, RowOf<K>>> {
  const schema: z.ZodType = rowSchemas[register];
  const records = await store.registerRows(register, asAtMs);
  const read: (readonly [string, RowOf<K>])[] = [];
  for (const [index, { key, row }] of records.entries()) {
    if (index % rowsPerTurn === rowsPerTurn - 1) await setImmediate();
    const checked = schema.safeParse(row);
    // The schema is the one of this register, which the type of the table cannot say.
    if (checked.success) read.push([key, checked.data as RowOf<K>]);
  }
  return new Map(read.sort(([a], [b]) => byCodeUnit(a, b)));
}
