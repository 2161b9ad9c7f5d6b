import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError, fileError } from '../shared/runtime/app-error.ts';
import { checkValue, whole } from '../shared/runtime/problem.ts';

/** A small file of the state folder, checked; null when it is not there, SD-STATE-DAMAGED when it is not what was written. */
export function readJson<T>(path: string, schema: z.ZodType<T>): Result<T | null, AppError> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (isAbsent(cause)) return ok(null);
    return err(fileError(cause, path, 'read'));
  }
  try {
    const checked = checkValue(schema, JSON.parse(text));
    return checked.ok ? checked : err(appError('SD-STATE-DAMAGED', { path, ...checked.error }));
  } catch {
    return err(appError('SD-STATE-DAMAGED', { path, field: whole, reason: 'not-json' }));
  }
}

function isAbsent(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
}
