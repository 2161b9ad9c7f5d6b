import type { DatabaseSync } from 'node:sqlite';
import type { OutageStore } from '../outage-port.ts';

/** Outages and what they are judged from over SQLite. */
export function createOutages(_database: DatabaseSync): OutageStore {
  return {};
}
