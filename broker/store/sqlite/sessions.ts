import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type EvidenceStore, type SessionRow, sessionEnds } from '../evidence-port.ts';
import { inTransaction } from './database.ts';
import { isRoomFor } from './evidence.ts';
import { readable } from './json-column.ts';

/** Connections of one machine: one that comes and goes every minute all day tells no more by the next. */
const mostADay = 1_000;
const previousEnds = ['shutdown', 'stopped', 'unknown'] as const;
const sessionRow = z
  .object({
    device_id: z.string(),
    boot: z.string(),
    conn: z.number(),
    born_at: z.number(),
    last_heard_at: z.number(),
    silence_ms: z.number(),
    ended_at: z.number().nullable(),
    ending: z.enum(sessionEnds).nullable(),
    address: z.string().nullable(),
    process_started_at: z.number().nullable(),
    os_started_at: z.number().nullable(),
    previous_boot: z.string().nullable(),
    previous_alive_at: z.number().nullable(),
    previous_end: z.enum(previousEnds).nullable(),
  })
  .transform(
    (row): SessionRow => ({
      ...{ deviceId: row.device_id, boot: row.boot, conn: row.conn, bornAt: row.born_at },
      ...{ lastHeardAt: row.last_heard_at, silenceMs: row.silence_ms },
      ...{ endedAt: row.ended_at, end: row.ending, publicAddress: row.address },
      ...{ processStartedAt: row.process_started_at, osStartedAt: row.os_started_at },
      previous: previousOf(row),
    }),
  );

function previousOf(row: {
  readonly previous_boot: string | null;
  readonly previous_alive_at: number | null;
  readonly previous_end: (typeof previousEnds)[number] | null;
}): SessionRow['previous'] {
  const { previous_boot: boot, previous_alive_at: aliveAt, previous_end: end } = row;
  return boot === null || end === null ? null : { boot, aliveAt, end };
}

export type SessionRows = Pick<
  EvidenceStore,
  'saveSessions' | 'openSessions' | 'processStartOf' | 'sessionsOf'
>;

/** Connections of machines over SQLite. */
export function createSessionRows(database: DatabaseSync): SessionRows {
  const write = database.prepare(
    `INSERT INTO session SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14
     WHERE ${isRoomFor('session', 'device_id', 'born_at', '?4', mostADay)}
       OR EXISTS (SELECT 1 FROM session WHERE device_id = ?1 AND boot = ?2 AND conn = ?3)
     ON CONFLICT (device_id, boot, conn) DO UPDATE SET last_heard_at = excluded.last_heard_at,
       silence_ms = excluded.silence_ms, ended_at = excluded.ended_at, ending = excluded.ending`,
  );
  const open = database.prepare('SELECT * FROM session WHERE ended_at IS NULL');
  const start = database.prepare(
    'SELECT process_started_at FROM session WHERE device_id = ? AND boot = ? ORDER BY conn DESC LIMIT 1',
  );
  const some = database.prepare(
    `SELECT * FROM session WHERE device_id = ?1 AND born_at <= ?3
       AND born_at >= coalesce((SELECT max(born_at) FROM session WHERE device_id = ?1 AND born_at < ?2), 0)
     ORDER BY born_at, conn`,
  );
  return {
    saveSessions: (rows) =>
      Promise.try(() =>
        inTransaction(database, () => {
          for (const row of rows) {
            const { deviceId, boot, conn, bornAt, lastHeardAt, silenceMs, endedAt, end, previous } = row;
            write.run(
              ...[deviceId, boot, conn, bornAt, lastHeardAt, silenceMs, endedAt, end],
              ...[row.publicAddress, row.processStartedAt, row.osStartedAt],
              ...[previous?.boot ?? null, previous?.aliveAt ?? null, previous?.end ?? null],
            );
          }
        }),
      ),
    openSessions: () => Promise.try(() => readable(open.all(), sessionRow)),
    processStartOf: (deviceId, boot) =>
      Promise.try(() => {
        const at = start.get(deviceId, boot)?.process_started_at;
        return typeof at === 'number' ? at : null;
      }),
    sessionsOf: (deviceId, { from, to }) =>
      Promise.try(() => readable(some.all(deviceId, from, to), sessionRow)),
  };
}
