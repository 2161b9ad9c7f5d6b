import type { DatabaseSync } from 'node:sqlite';
import type { DigestStore } from '../digest-port.ts';

/** Receivers of the daily digest over SQLite. */
export function createDigests(_database: DatabaseSync): DigestStore {
  return {};
}
