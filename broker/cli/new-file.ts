import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type AppError, appError, fileError } from '../../shared/runtime/app-error.ts';

/** Why a new file cannot be made there, or null. What is there may hold a key or a token: it is never overwritten. */
export function newFileError(path: string): AppError | null {
  if (existsSync(path)) return appError('SD-FILE-UNWRITABLE', { path, reason: 'EEXIST' });
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
    return null;
  } catch (cause) {
    return fileError(cause, path, 'write');
  }
}
