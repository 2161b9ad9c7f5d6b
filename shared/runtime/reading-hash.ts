import { createHash } from 'node:crypto';

/**
 * Hash of a reading's facts and absences: the first 64 bits, in hex, of SHA-256 over their canonical JSON. Equal facts have
 * equal hashes whatever the order of their keys.
 */
export function hashReading(facts: object, absent: object | undefined): string {
  return createHash('sha256')
    .update(canonicalJson([facts, absent ?? {}]))
    .digest('hex')
    .slice(0, 16);
}

/** JSON whose objects have their keys in order: equal content is equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
