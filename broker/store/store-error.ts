import { type AppError, appError } from '../../shared/runtime/app-error.ts';

/** SQLITE_FULL, without its extended bits. */
const fullCode = 13;

/** What a database exception means to an operator: a full disk, a damaged or locked file; null when it is something else. */
export function storeError(cause: unknown, path: string): AppError | null {
  if (!(cause instanceof Error) || !('errcode' in cause) || typeof cause.errcode !== 'number') return null;
  if ((cause.errcode & 0xff) === fullCode) return appError('SD-DISK-FULL', { path });
  return appError('SD-STORE-UNREADABLE', { path, reason: cause.message });
}
