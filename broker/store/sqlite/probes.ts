import type { DatabaseSync } from 'node:sqlite';
import type { ProbeStore } from '../probe-port.ts';

/** Probers, leases and budgets over SQLite. */
export function createProbes(_database: DatabaseSync): ProbeStore {
  return {};
}
