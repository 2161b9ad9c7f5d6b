import { readFileSync, statSync } from 'node:fs';
import { err, ok, type Result } from '../domain/result.ts';
import { type AppError, appError, fileError } from './app-error.ts';

/** Why a readable file is not a text that is taken; each caller says it in its own words. */
export type TextProblem = 'too-large' | 'not-utf-8';

/** Reads a text file that a person saved from a spreadsheet. Errors: SD-FILE-UNREADABLE, or what is wrong with the text. */
export function readTextFile(path: string, maxBytes: number): Result<string, AppError | TextProblem> {
  try {
    const found = statSync(path);
    // A device file has no size and no end.
    if (!found.isFile()) return err(appError('SD-FILE-UNREADABLE', { path, reason: 'not-file' }));
    return found.size > maxBytes ? err('too-large') : decodeText(readFileSync(path));
  } catch (cause) {
    return err(fileError(cause, path, 'read'));
  }
}

/**
 * UTF-8 with or without a byte-order mark, or UTF-16 with one (Excel's "Unicode text"). Older Vietnamese encodings cannot be
 * told apart reliably and would garble names without notice: they are refused.
 */
export function decodeText(bytes: Uint8Array): Result<string, 'not-utf-8'> {
  try {
    return ok(new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes));
  } catch {
    return err('not-utf-8');
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}
