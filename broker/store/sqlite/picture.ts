import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { reading } from '../../../shared/contract/readings.ts';
import { collectorOutcome } from '../../../shared/contract/report.ts';
import { timeQualities } from '../../../shared/domain/device.ts';
import { sections } from '../../../shared/domain/reading.ts';
import type { HeldReading, PictureStore } from '../picture-port.ts';
import { inTransaction } from './database.ts';
import { createEventRows } from './events.ts';
import { jsonColumn, readable } from './json-column.ts';
import { createOrderRows } from './orders.ts';

const heldRow = z
  .object({
    device_id: z.string(),
    measured_at: z.number(),
    seq: z.number(),
    time_quality: z.enum(timeQualities),
    reading: jsonColumn(reading),
  })
  .transform(
    (row): HeldReading => ({
      deviceId: row.device_id,
      measuredAt: row.measured_at,
      seq: row.seq,
      timeQuality: row.time_quality,
      reading: row.reading,
    }),
  );
const hashRow = z
  .object({ section: z.enum(sections), hash: z.string(), measured_at: z.number() })
  .transform(({ section, hash, measured_at }) => ({ section, hash, measuredAt: measured_at }));
const outcomeRow = collectorOutcome
  .extend({ device_id: z.string(), measured_at: z.number() })
  .transform(({ device_id, measured_at, ...outcome }) => ({
    ...outcome,
    deviceId: device_id,
    measuredAt: measured_at,
  }));
const numberByDevice = z.object({ device_id: z.string(), value: z.number() });

/**
 * The live picture's part of the store over SQLite. Readings come back whole, as they were stored; one that this build cannot
 * read is left out, so that a single row never keeps the broker from starting.
 */
export function createPicture(database: DatabaseSync): PictureStore {
  const columns = 'device_id, measured_at, seq, time_quality, reading';
  const ofSections = database.prepare(
    `SELECT ${columns} FROM section WHERE section IN (SELECT value FROM json_each(?)) ORDER BY device_id`,
  );
  const ofDevice = database.prepare(`SELECT ${columns} FROM section WHERE device_id = ? ORDER BY section`);
  const save = database.prepare(
    `INSERT INTO section (${columns}, section, hash) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (device_id, section) DO UPDATE SET measured_at = excluded.measured_at, seq = excluded.seq,
       time_quality = excluded.time_quality, reading = excluded.reading, hash = excluded.hash
     WHERE (excluded.measured_at, excluded.seq, excluded.hash) > (section.measured_at, section.seq, section.hash)`,
  );
  const hashes = database.prepare(
    `SELECT section, hash, measured_at FROM section WHERE device_id = ? AND hash <> '' ORDER BY section`,
  );
  const outcomes = database.prepare(
    'SELECT device_id, collector, outcome, ms, measured_at FROM outcome ORDER BY device_id, collector',
  );
  // Its newest connection spoke for it, perhaps long after its last report.
  const heard = database.prepare(
    `SELECT device_id, max(max(max(coalesce(born_at, 0), coalesce(last_at, 0))), coalesce((SELECT last_heard_at FROM session
       WHERE session.device_id = boot.device_id ORDER BY born_at DESC LIMIT 1), 0)) AS value
     FROM boot LEFT JOIN ledger ON ledger.boot = boot.number WHERE is_foreign = 0 GROUP BY device_id`,
  );
  const quarantined = database.prepare(
    'SELECT device_id, count(*) AS value FROM quarantine GROUP BY device_id',
  );
  const birth = database.prepare(
    `SELECT birth FROM boot WHERE device_id = ? AND born_at IS NOT NULL AND is_foreign = 0
     ORDER BY born_at DESC, number DESC LIMIT 1`,
  );
  return {
    ...createEventRows(database),
    ...createOrderRows(database),
    eachReading: (wanted, take) =>
      Promise.try(() => {
        for (const row of ofSections.iterate(JSON.stringify(wanted))) {
          const held = heldRow.safeParse(row);
          if (held.success) take(held.data);
        }
      }),
    saveReadings: (readings) =>
      Promise.try(() =>
        inTransaction(database, () => {
          for (const { deviceId, measuredAt, seq, timeQuality, reading: held } of readings) {
            const json = JSON.stringify(held);
            save.run(deviceId, measuredAt, seq, timeQuality, json, held.section, held.hash ?? '');
          }
        }),
      ),
    eachOutcome: (take) =>
      Promise.try(() => {
        for (const row of outcomes.iterate()) take(outcomeRow.parse(row));
      }),
    lastHeard: () => Promise.try(() => mapOf(heard)),
    quarantineCounts: () => Promise.try(() => mapOf(quarantined)),
    readingsOf: (deviceId) => Promise.try(() => readable(ofDevice.all(deviceId), heldRow)),
    hashesOf: (deviceId) => Promise.try(() => hashes.all(deviceId).map((row) => hashRow.parse(row))),
    lastBirth: (deviceId) =>
      Promise.try(() => {
        const row = birth.get(deviceId);
        return row === undefined ? null : z.string().nullable().parse(row.birth);
      }),
  };
}

function mapOf(statement: StatementSync): ReadonlyMap<string, number> {
  return new Map(
    statement.all().map((row) => {
      const { device_id, value } = numberByDevice.parse(row);
      return [device_id, value];
    }),
  );
}
