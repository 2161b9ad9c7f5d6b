import type { DatabaseSync } from 'node:sqlite';
import type { LineStore } from '../line-port.ts';

/** Register of lines and of services over SQLite. */
export function createLines(_database: DatabaseSync): LineStore {
  return {};
}
