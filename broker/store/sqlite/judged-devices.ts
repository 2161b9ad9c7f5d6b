import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { findingCodes } from '../../../shared/domain/finding.ts';
import {
  type Upgrade,
  upgradeActions,
  upgradeReasons,
  windowsElevenStates,
} from '../../../shared/domain/upgrade.ts';
import type { FindingStore, JudgedMachine, JudgedRow } from '../finding-port.ts';
import { inTransaction } from './database.ts';
import { jsonColumn } from './json-column.ts';

const code = z.enum(findingCodes);
const result = z.object({
  unknown: z.array(code),
  notApplicable: z.array(code),
  waiting: z.array(z.object({ code, since: z.number() })),
  licenceIds: z.array(z.number()),
});
const upgrade = z.object({
  windowsEleven: z.enum(windowsElevenStates),
  reasons: z.array(z.enum(upgradeReasons)),
  memoryBytes: z.number().nullable(),
  freeMemorySlots: z.number().nullable(),
  maxMemoryBytes: z.number().nullable(),
  supportEnds: z.string().nullable(),
  action: z.enum(upgradeActions),
}) satisfies z.ZodType<Upgrade>;

const judgedRow = z
  .object({
    device_id: z.string(),
    judged_at: z.number(),
    rules: z.string(),
    result: jsonColumn(z.object({ result })),
  })
  .transform(({ device_id, judged_at, rules, result: held }) => ({
    deviceId: device_id,
    judgedAt: judged_at,
    rules,
    result: held.result,
  }));
const machine = z.object({ model: z.string().nullable(), upgrade });
const machineRow = z.object({ device_id: z.string(), result: jsonColumn(machine) });
const dayRow = z
  .object({ device_id: z.string(), day: z.number() })
  .transform(({ device_id, day }) => ({ deviceId: device_id, day }));

/** Last judgements and days over SQLite; `write` runs inside the caller's transaction. */
export function createJudgedRows(
  database: DatabaseSync,
): Pick<
  FindingStore,
  'eachJudged' | 'newerThanJudged' | 'judgedMachines' | 'heardDays' | 'addHeardDays' | 'pruneHeardDays'
> & { readonly write: (row: JudgedRow) => void } {
  const all = database.prepare('SELECT device_id, judged_at, rules, result FROM judged_device');
  const newer = database.prepare(
    `SELECT device_id FROM judged_device AS j WHERE judged_at <
       (SELECT max(measured_at) FROM section WHERE device_id = j.device_id AND section <> 'usage')`,
  );
  const some = database.prepare(
    'SELECT device_id, result FROM judged_device WHERE device_id IN (SELECT value FROM json_each(?))',
  );
  const put = database.prepare(
    `INSERT INTO judged_device (device_id, judged_at, rules, result) VALUES (?, ?, ?, ?)
     ON CONFLICT (device_id) DO UPDATE SET judged_at = excluded.judged_at, rules = excluded.rules, result = excluded.result`,
  );
  const days = database.prepare('SELECT device_id, day FROM device_day ORDER BY device_id, day');
  const addDay = database.prepare('INSERT OR IGNORE INTO device_day (device_id, day) VALUES (?, ?)');
  const pruneDays = database.prepare('DELETE FROM device_day WHERE day < ?');
  return {
    write: (row) => {
      const json = JSON.stringify({ result: row.result, model: row.model, upgrade: row.upgrade });
      put.run(row.deviceId, row.judgedAt, row.rules, json);
    },
    eachJudged: (take) =>
      Promise.try(() => {
        for (const row of all.iterate()) {
          const read = judgedRow.safeParse(row);
          if (read.success) take(read.data);
        }
      }),
    newerThanJudged: () => Promise.try(() => newer.all().map((row) => String(row.device_id))),
    judgedMachines: (deviceIds) =>
      Promise.try(() => {
        const machines = new Map<string, JudgedMachine>();
        for (const row of some.iterate(JSON.stringify(deviceIds))) {
          const read = machineRow.safeParse(row);
          if (read.success) machines.set(read.data.device_id, read.data.result);
        }
        return machines;
      }),
    heardDays: () => Promise.try(() => days.all().map((row) => dayRow.parse(row))),
    addHeardDays: (rows) =>
      Promise.try(() =>
        inTransaction(database, () => {
          for (const { deviceId, day } of rows) addDay.run(deviceId, day);
        }),
      ),
    pruneHeardDays: (beforeDay) => Promise.try(() => Number(pruneDays.run(beforeDay).changes)),
  };
}
