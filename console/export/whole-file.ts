import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, fileError } from '../../shared/runtime/app-error.ts';

/** Writes a file whole or not at all: a temporary file beside it, fsync, rename. */
export function writeWholeFile(path: string, content: string): Result<void, AppError> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'wx');
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    return ok(undefined);
  } catch (cause) {
    rmSync(temporary, { force: true });
    return err(fileError(cause, path, 'write'));
  }
}
