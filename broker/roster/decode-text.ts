import { err, ok, type Result } from '../../shared/domain/result.ts';

/** Largest roster file that is read. */
export const maxRosterBytes = 16 * 1024 * 1024;

/**
 * Text of a CSV file: UTF-8 with or without a byte-order mark, or UTF-16 with one (Excel's "Unicode text").
 * Older Vietnamese encodings cannot be told apart reliably and would garble names without notice: they are refused.
 */
export function decodeRosterFile(bytes: Uint8Array): Result<string, 'not-utf-8'> {
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
