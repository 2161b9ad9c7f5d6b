import type { ConfirmationRow } from '../../shared/contract/snapshot.ts';
import { packsOf } from '../../shared/domain/plan/packs.ts';
import type { Plan, PlanOptions } from '../../shared/domain/plan/plan.ts';
import { planOf } from '../../shared/domain/plan/plan-of.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Snapshot } from '../../shared/domain/snapshot/snapshot.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { readSnapshotChunks } from '../../shared/runtime/snapshot-text.ts';
import type { FleetSource } from '../source.ts';

/** A snapshot as the broker gave it: with its hash, and what the schools say to it. */
export type AskedSnapshot = {
  readonly snapshot: Snapshot;
  readonly sha256: string;
  /** Schools outside the asker's unit were left out. */
  readonly isWhole: boolean;
  readonly confirmations: readonly ConfirmationRow[];
};

/** Which snapshot: a named one, or the live picture; an export leaves the house, and the broker writes down who took it. */
export type SnapshotWish = { readonly name: string | null; readonly purpose: 'view' | 'export' };

/** Errors: those of the broker, SD-ANSWER-INVALID. */
export async function askSnapshot(
  source: Pick<FleetSource, 'ask'>,
  { name, purpose }: SnapshotWish,
): Promise<Result<AskedSnapshot, AppError>> {
  const answer = await source.ask('planning', { purpose, ...(name === null ? {} : { snapshot: name }) });
  if (!answer.ok) return answer;
  const { chunks, sha256 = '', isWhole = true, confirmations } = answer.value;
  const read = readSnapshotChunks(chunks, sha256);
  if (!read.ok) return err(appError('SD-ANSWER-INVALID', { what: 'planning', field: read.error }));
  return ok({ ...read.value, isWhole, confirmations });
}

/** The plan of a snapshot. Errors: SD-NORM-UNKNOWN. */
export function planFrom(snapshot: Snapshot, options: PlanOptions): Result<Plan, AppError> {
  const packs = packsOf(snapshot, options.normSet);
  if (packs === null) return err(appError('SD-NORM-UNKNOWN', { id: options.normSet ?? '' }));
  return ok(planOf(snapshot, packs, options));
}
