import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { deviceConditions } from '../../../shared/domain/device.ts';
import type { ConditionRow, IdentityStore } from '../identity-port.ts';

const conditionRow = z
  .object({
    device_id: z.string(),
    kind: z.enum(deviceConditions),
    since: z.number(),
    detail: z.string().nullable(),
  })
  .transform(({ device_id, ...row }): ConditionRow => ({ deviceId: device_id, ...row }));

/** What is true of machines now, over SQLite. */
export function createConditions(
  database: DatabaseSync,
): Pick<IdentityStore, 'conditions' | 'setCondition' | 'clearCondition'> {
  const all = database.prepare(
    'SELECT device_id, kind, since, detail FROM device_condition ORDER BY device_id, kind',
  );
  const set = database.prepare(
    `INSERT INTO device_condition (device_id, kind, since, detail) VALUES (?, ?, ?, ?)
     ON CONFLICT (device_id, kind) DO UPDATE SET detail = excluded.detail`,
  );
  const clear = database.prepare('DELETE FROM device_condition WHERE device_id = ? AND kind = ?');
  return {
    conditions: () => Promise.try(() => all.all().map((row) => conditionRow.parse(row))),
    setCondition: ({ deviceId, kind, since, detail }) =>
      Promise.try(() => void set.run(deviceId, kind, since, detail)),
    clearCondition: (deviceId, kind) => Promise.try(() => void clear.run(deviceId, kind)),
  };
}
