import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import { type ChassisForm, chassisForms } from '../domain/usable.ts';
import table from './chassis.json' with { type: 'json' };

const row = z.object({ type: z.int().min(1).max(127), form: z.enum(chassisForms), name: z.string().max(64) });
const chassisSchema = z.object({ ...source, rows: z.array(row) });

/**
 * SMBIOS chassis type → form. Types without a row (Other, Unknown, Docking Station, …) say nothing.
 * The raw byte carries a lock flag in its highest bit, which is not part of the type.
 */
export function shippedChassisForms(): ReadonlyMap<number, ChassisForm> {
  return new Map(chassisSchema.parse(table).rows.map((row) => [row.type, row.form]));
}
