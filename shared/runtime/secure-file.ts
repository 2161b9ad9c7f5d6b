import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import { type AppError, fileError } from './app-error.ts';

/**
 * Writes a file that only its owner may read (0600), whole or not at all.
 * On Windows the protection is the folder's own access list, which the installer sets.
 */
export function writeSecretFile(path: string, content: string | Uint8Array): Result<void, AppError> {
  return writeWholeFile(path, content, 0o600);
}

/** Writes a file whole or not at all: a temporary file beside it, fsync, rename. The umask lessens `mode`. */
export function writeWholeFile(
  path: string,
  content: string | Uint8Array,
  mode = 0o666,
): Result<void, AppError> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeSynced(temporary, content, mode);
    renameSync(temporary, path);
    syncFolder(dirname(path));
    return ok(undefined);
  } catch (cause) {
    removeLeftover(temporary);
    return err(fileError(cause, path, 'write'));
  }
}

/** Makes a folder that only its owner may enter (0700), with its parents. */
export function makePrivateFolder(path: string): Result<void, AppError> {
  try {
    makeFolder(path);
    chmodSync(path, 0o700);
    return ok(undefined);
  } catch (cause) {
    return err(fileError(cause, path, 'write'));
  }
}

/**
 * mkdir -p, step by step: Node's own `recursive` never returns where a parent exists and mkdir says ENOENT, as below /proc
 * (measured on 26.10).
 */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  mkdirSync(path, { mode: 0o700 });
}

/** A leftover of a killed process may carry other permissions: it is removed, never reused. */
function writeSynced(path: string, content: string | Uint8Array, mode: number): void {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What could not be written may not be removable either; the first failure is the one to tell. */
function removeLeftover(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

/** Makes a rename survive a power cut; Windows cannot open a folder and journals renames itself. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
