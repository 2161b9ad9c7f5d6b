import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { Interval } from '../../../shared/domain/outage/evidence.ts';
import type { HistoryStore, PastReport } from '../snapshot-port.ts';

const hourMs = 3_600_000;
const mib = 2 ** 20;
const reportRow = z
  .object({ device_id: z.string(), at: z.number(), system_free_mib: z.number().nullable() })
  .transform(({ device_id, at, system_free_mib }) => {
    const systemFreeBytes = system_free_mib === null ? null : system_free_mib * mib;
    return { deviceId: device_id, at, systemFreeBytes };
  });

/**
 * Reports of past days over SQLite. What was measured on a day stands in the table of its day of receipt, or of a later one where
 * it came late; each is ordered by time. An hour of 5,000 machines (60,000 rows) is one turn.
 */
export function createPastReports(database: DatabaseSync): Pick<HistoryStore, 'reportsWithin'> {
  const list = database.prepare(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'report_[0-9]*' AND name >= ? ORDER BY name`,
  );
  /** Tables are looked up anew each time: old ones are dropped meanwhile. */
  const reportsOf = ({ from, to }: Interval): z.infer<typeof reportRow>[] => {
    const first = `report_${new Date(from).toISOString().slice(0, 10).replaceAll('-', '')}`;
    return list.all(first).flatMap(({ name }) =>
      database
        .prepare(
          `SELECT device_id, max(measured_at) AS at, system_free_mib FROM ${String(name)} AS r
           JOIN boot ON boot.number = r.boot WHERE measured_at BETWEEN ? AND ? AND is_foreign = 0 GROUP BY device_id`,
        )
        .all(from, to)
        .map((row) => reportRow.parse(row)),
    );
  };
  return {
    reportsWithin: async ({ from, to }) => {
      const newest = new Map<string, PastReport>();
      for (let hour = from; hour <= to; hour += hourMs) {
        for (const { deviceId, ...report } of reportsOf({
          from: hour,
          to: Math.min(hour + hourMs - 1, to),
        })) {
          if (report.at >= (newest.get(deviceId)?.at ?? 0)) newest.set(deviceId, report);
        }
        await setImmediate();
      }
      return newest;
    },
  };
}
