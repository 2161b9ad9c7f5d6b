import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '../../../shared/domain/result.ts';
import { type AppError, appError } from '../../../shared/runtime/app-error.ts';
import { makePrivateFile } from './private-file.ts';

/** The right to change a data folder: one process at a time. It ends with the process, however that ends. */
export type DataLock = { readonly release: () => void };

/** SQLITE_BUSY and SQLITE_LOCKED, without their extended bits. */
const busyCodes: readonly number[] = [5, 6];
/** A command that finishes right now is waited for. */
const waitMs = 1_000;

/**
 * Takes DATA's lock: an exclusive transaction on DATA/lock.db, which the operating system drops with the process.
 * Held by another one: SD-DATA-LOCKED.
 */
export function takeDataLock(dataFolder: string): Result<DataLock, AppError> {
  const path = join(dataFolder, 'lock.db');
  let database: DatabaseSync | undefined;
  try {
    makePrivateFile(path);
    database = new DatabaseSync(path, { timeout: waitMs });
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const held = database;
    return ok({ release: () => held.close() });
  } catch (cause) {
    database?.close();
    return err(lockError(cause, dataFolder, path));
  }
}

function lockError(cause: unknown, dataFolder: string, path: string): AppError {
  const code = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : null;
  if (code === null) throw cause;
  if (busyCodes.includes(code)) return appError('SD-DATA-LOCKED', { path: dataFolder });
  return appError('SD-STORE-UNREADABLE', { path, reason: cause instanceof Error ? cause.message : '' });
}
