import { z } from 'zod';
import { delivered } from '../../shared/contract/register-rows.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Delivered } from '../../shared/domain/snapshot/register.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { FleetSource } from '../source.ts';

/** Stable headers of the register, and the fields they fill. */
const fields = {
  lot: 'lot',
  school_code: 'schoolCode',
  item: 'item',
  asset_code: 'assetCode',
  serial: 'serial',
  quantity: 'quantity',
  delivered_on: 'deliveredOn',
} as const satisfies Record<string, keyof Delivered>;

/** What suppliers handed over, as the register holds it. Errors: those of the broker, SD-ANSWER-INVALID. */
export async function askDelivered(
  source: Pick<FleetSource, 'ask'>,
): Promise<Result<readonly Delivered[], AppError>> {
  const answer = await source.ask('registerRows', { register: 'delivered' });
  if (!answer.ok) return answer;
  const { header = [], rows } = answer.value;
  const read = z.array(delivered).safeParse(rows.map((cells) => rowOf(header, cells)));
  if (read.success) return ok(read.data);
  const field = read.error.issues[0]?.path.join('.') ?? '';
  return err(appError('SD-ANSWER-INVALID', { what: 'registerRows', field }));
}

function rowOf(header: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, field]) => {
    const cell = cells[header.indexOf(name)] ?? '';
    return [field, cell === '' ? null : field === 'quantity' ? Number(cell) : cell];
  });
  return Object.fromEntries(entries);
}
