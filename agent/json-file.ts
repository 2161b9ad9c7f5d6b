import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError, fileError } from '../shared/runtime/app-error.ts';

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
    const checked = schema.safeParse(JSON.parse(text));
    if (checked.success) return ok(checked.data);
    const field = checked.error.issues[0]?.path.map(String).join('.') ?? '';
    return err(appError('SD-STATE-DAMAGED', { path, reason: `field ${field}` }));
  } catch {
    return err(appError('SD-STATE-DAMAGED', { path, reason: 'not JSON' }));
  }
}

function isAbsent(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
}
