import { base32 } from '../domain/ids.ts';
import { sha256Of } from './snapshot-text.ts';

/**
 * The code at the foot of every page: what was exported, from which snapshot, by which parameters, in which language. The same
 * export has the same code whoever makes it; which bytes belong to it stands in the broker's export register.
 */
export function exportCodeOf(input: {
  readonly what: string;
  readonly lang: string;
  readonly snapshotSha256: string;
  readonly settings: Readonly<Record<string, string>>;
}): string {
  const settings = Object.entries(input.settings).sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = sha256Of(JSON.stringify([input.what, input.lang, input.snapshotSha256, settings]));
  const letters = base32(Buffer.from(digest, 'hex').subarray(0, 5)).toUpperCase();
  return `SD-${letters.slice(0, 4)}-${letters.slice(4, 8)}`;
}
