import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { reading } from '../../../shared/contract/readings.ts';
import { timeQualities } from '../../../shared/domain/device.ts';
import type { HistoryStore, PastReading, PastSighting, ReachSighting } from '../snapshot-port.ts';
import { jsonColumn, readable } from './json-column.ts';
import { createPastReports } from './past-reports.ts';

const factRow = z
  .object({
    device_id: z.string(),
    measured_at: z.number(),
    seq: z.number(),
    time_quality: z.enum(timeQualities),
    is_sure: z.number(),
    reading: jsonColumn(reading),
  })
  .transform(
    (row): PastReading => ({
      ...{ deviceId: row.device_id, measuredAt: row.measured_at, seq: row.seq },
      ...{ timeQuality: row.time_quality, isSure: row.is_sure === 1, reading: row.reading },
    }),
  );
const sightingRow = z.object({ device_id: z.string(), at: z.number(), is_connected: z.number() });
const beginRow = z.object({
  units: z.number().nullable(),
  roster: z.number().nullable(),
  rooms: z.number().nullable(),
});

/** What stood at a moment of the past, over SQLite. */
export function createHistory(database: DatabaseSync): HistoryStore {
  const sightings = database.prepare(sightingsQuery);
  const begins = database.prepare(
    `SELECT (SELECT min(valid_from) FROM unit_version) AS units,
       (SELECT min(valid_from) FROM roster_version) AS roster, (SELECT min(valid_from) FROM room_version) AS rooms`,
  );
  return {
    ...createFactReader(database),
    ...createPastReports(database),
    sightingsAt: (asAtMs, utcOffsetMinutes) =>
      Promise.try(() => {
        const seen = new Map<string, PastSighting>();
        const offsetMs = utcOffsetMinutes * 60_000;
        for (const row of sightings.iterate({ asAt: asAtMs, offset: offsetMs })) {
          const { device_id, at, is_connected } = sightingRow.parse(row);
          seen.set(device_id, { lastSeenMs: at, isConnected: is_connected === 1 });
        }
        return seen;
      }),
    reachOf: createReachReader(database),
    historyBegins: () => Promise.try(() => beginRow.parse(begins.get())),
  };
}

/**
 * Connections that stood at the moment, the last sign of those that had ended, starts of agents, last reports of starts that are
 * over, and whole days of hearing that were over by then. Copies on other hardware say nothing of the machine.
 */
const sightingsQuery = `
  SELECT device_id, max(at) AS at, max(is_connected) AS is_connected FROM (
    SELECT device_id, CASE WHEN ended_at IS NULL OR ended_at > :asAt THEN :asAt ELSE min(last_heard_at, :asAt) END AS at,
      ended_at IS NULL OR ended_at > :asAt AS is_connected FROM session WHERE born_at <= :asAt
    UNION ALL SELECT device_id, born_at, 0 FROM boot WHERE born_at <= :asAt AND is_foreign = 0
    UNION ALL SELECT device_id, first_at, 0 FROM boot WHERE first_at <= :asAt AND is_foreign = 0 AND moved_to IS NULL
    UNION ALL SELECT device_id, last_at, 0 FROM boot JOIN ledger ON ledger.boot = boot.number
      WHERE last_at <= :asAt AND is_foreign = 0 AND moved_to IS NULL
    UNION ALL SELECT device_id, (day + 1) * 86400000 - :offset - 1, 0 FROM device_day
      WHERE (day + 1) * 86400000 - :offset - 1 <= :asAt)
  GROUP BY device_id`;

/**
 * Of each section the version that began to hold last by then. Of facts from before beginnings were kept, the one that was last
 * measured by then; where there is none, the oldest known, which is not sure. A heartbeat is of its own moment alone.
 */
const pastFacts = `
  SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY device_id, section
      ORDER BY is_sure DESC, CASE WHEN is_sure THEN -began ELSE began END, -measured_at) AS place FROM (
    SELECT device_id, section, measured_at, seq, time_quality, reading, coalesce(since, measured_at) AS began, since,
      coalesce(since, measured_at) <= ?3 AS is_sure FROM section
      WHERE device_id IN (SELECT value FROM json_each(?1)) AND section IN (SELECT value FROM json_each(?2))
    UNION ALL SELECT device_id, section, measured_at, 0, 'unknown', reading, coalesce(since, measured_at), since,
      coalesce(since, measured_at) <= ?3 FROM section_history
      WHERE device_id IN (SELECT value FROM json_each(?1)) AND section IN (SELECT value FROM json_each(?2)))
    WHERE is_sure OR (since IS NULL AND section <> 'usage')) WHERE place = 1`;

function createFactReader(database: DatabaseSync): Pick<HistoryStore, 'factsOf'> {
  const newest = database.prepare(
    `SELECT device_id, measured_at, seq, time_quality, reading, 1 AS is_sure FROM section
     WHERE device_id IN (SELECT value FROM json_each(?)) AND section IN (SELECT value FROM json_each(?))`,
  );
  const past = database.prepare(pastFacts);
  return {
    factsOf: (deviceIds, sections, asAtMs) =>
      Promise.try(() => {
        const asked = [JSON.stringify(deviceIds), JSON.stringify(sections)] as const;
        return readable(asAtMs === undefined ? newest.all(...asked) : past.all(...asked, asAtMs), factRow);
      }),
  };
}

/** Place of the Internet among the characters of a stretch of checks. */
const internetPlace = 4;

function createReachReader(database: DatabaseSync): HistoryStore['reachOf'] {
  const session = database.prepare(
    `SELECT address FROM session WHERE device_id = ?1 AND born_at <= ?3 AND coalesce(ended_at, ?3) >= ?2
     ORDER BY born_at DESC LIMIT 1`,
  );
  const runs = database.prepare(
    `SELECT DISTINCT substr(result, ${internetPlace}, 1) AS internet FROM line_run
     WHERE device_id = ? AND to_at >= ? AND from_at <= ?`,
  );
  return (days) =>
    Promise.try(() => {
      const reached = new Map<string, ReachSighting>();
      for (const { deviceId, from, to } of days) {
        const address = session.get(deviceId, from, to)?.address;
        const internet = internetOf(runs.all(deviceId, from, to).map((row) => row.internet));
        reached.set(deviceId, { publicAddress: typeof address === 'string' ? address : null, internet });
      }
      return reached;
    });
}

function internetOf(checks: readonly unknown[]): ReachSighting['internet'] {
  if (checks.includes('o')) return 'ok';
  return checks.includes('b') ? 'bad' : null;
}
