import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { timeQualities } from '../../../shared/domain/device.ts';
import { maxEventsPerDevice, type PictureStore } from '../picture-port.ts';
import type { DeviceEventRow } from '../report-port.ts';
import { inTransaction } from './database.ts';

const eventRow = z
  .object({
    device_id: z.string(),
    at: z.number(),
    time_quality: z.enum(timeQualities),
    kind: z.string(),
    detail: z.string().nullable(),
  })
  .transform(
    (row): DeviceEventRow => ({
      deviceId: row.device_id,
      at: row.at,
      timeQuality: row.time_quality,
      kind: row.kind,
      detail: row.detail,
    }),
  );

/** The history of machines over SQLite. */
export function createEventRows(
  database: DatabaseSync,
): Pick<PictureStore, 'addEvents' | 'events' | 'pruneEvents'> {
  const columns = 'device_id, at, time_quality, kind, detail';
  const insert = database.prepare(`INSERT INTO device_event (${columns}) VALUES (?, ?, ?, ?, ?)`);
  const newest = database.prepare(
    `SELECT ${columns} FROM device_event WHERE device_id = ? ORDER BY at DESC, id DESC LIMIT ?`,
  );
  const prune = database.prepare(
    `DELETE FROM device_event WHERE id IN
       (SELECT id FROM device_event WHERE device_id = ? ORDER BY at DESC, id DESC LIMIT -1 OFFSET ${maxEventsPerDevice})`,
  );
  return {
    addEvents: (events) =>
      Promise.try(() =>
        inTransaction(database, () => {
          for (const { deviceId, at, timeQuality, kind, detail } of events) {
            insert.run(deviceId, at, timeQuality, kind, detail);
          }
        }),
      ),
    events: (deviceId, limit) =>
      Promise.try(() => newest.all(deviceId, limit).map((row) => eventRow.parse(row))),
    pruneEvents: (deviceId) => Promise.try(() => Number(prune.run(deviceId).changes)),
  };
}
