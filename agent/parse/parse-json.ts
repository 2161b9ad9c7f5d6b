import { err, ok } from '../../shared/domain/result.ts';
import type { Parsed } from './parsed.ts';

/** JSON of unknown shape; a byte-order mark is left out. */
export function parseJson(text: string): Parsed<unknown> {
  try {
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    return err('unrecognised');
  }
}
