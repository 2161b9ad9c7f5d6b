import { createHash } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { QuarantineRow, QuarantineStore, UnreadMessage } from '../report-port.ts';

const maxMessagesPerDevice = 100;
const maxBytesPerDevice = 1_000_000;
const maxBytes = 256_000_000;

/** Reason of the one row per machine that counts what was over the budget: newest hash, sizes summed, no payload. */
const overBudget = 'over-budget';

/** Writes inside the caller's transaction. */
export type QuarantineRows = QuarantineStore & {
  readonly writeUnread: (message: UnreadMessage) => void;
  /** After a rollback: what was counted of it is not there. */
  readonly recount: () => void;
};

/**
 * Messages that could not be read, within a budget: 100 messages or 1 MB a machine, 256 MB in all; beyond it one row per
 * machine with a counter and the newest hash, so that nobody can grow the table.
 */
export function createQuarantineRows(database: DatabaseSync): QuarantineRows {
  const columns = 'id, at, device_id, topic, reason, detail, size_bytes';
  const spent = database.prepare(
    `SELECT count(*) AS messages, coalesce(sum(size_bytes), 0) AS bytes FROM quarantine
     WHERE device_id = ? AND payload IS NOT NULL`,
  );
  const spentInAll = database.prepare(
    'SELECT coalesce(sum(size_bytes), 0) AS bytes FROM quarantine WHERE payload IS NOT NULL',
  );
  const insert = database.prepare(
    `INSERT INTO quarantine (at, device_id, topic, reason, detail, size_bytes, sha256, payload)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const count = database.prepare(
    `UPDATE quarantine SET at = ?1, topic = ?2, detail = CAST(detail AS INTEGER) + 1, size_bytes = size_bytes + ?3, sha256 = ?4
     WHERE device_id = ?5 AND reason = '${overBudget}'`,
  );
  const page = (where: string) =>
    database.prepare(`SELECT ${columns} FROM quarantine WHERE id > ? ${where} ORDER BY id LIMIT ?`);
  const all = page('');
  const ofDevice = page('AND device_id = ?');
  const one = database.prepare(`SELECT ${columns}, payload FROM quarantine WHERE id = ?`);
  const remove = database.prepare('DELETE FROM quarantine WHERE id = ?');
  const purge = database.prepare('DELETE FROM quarantine');
  const purgeDevice = database.prepare('DELETE FROM quarantine WHERE device_id = ?');

  let keptBytes: number | undefined;
  const fits = ({ deviceId, payload }: UnreadMessage): boolean => {
    const own = spent.get(deviceId);
    if (Number(own?.messages) >= maxMessagesPerDevice) return false;
    if (Number(own?.bytes) + payload.length > maxBytesPerDevice) return false;
    keptBytes ??= Number(spentInAll.get()?.bytes);
    return keptBytes + payload.length <= maxBytes;
  };
  const recount = (): void => {
    keptBytes = undefined;
  };
  return {
    recount,
    writeUnread: (message) => {
      const { at, deviceId, topic, reason, detail, payload } = message;
      const sha256 = createHash('sha256').update(payload).digest('hex');
      if (fits(message)) {
        insert.run(at, deviceId, topic, reason, detail, payload.length, sha256, payload);
        keptBytes = (keptBytes ?? 0) + payload.length;
        return;
      }
      const counted = count.run(at, topic, payload.length, sha256, deviceId);
      if (Number(counted.changes) > 0) return;
      insert.run(at, deviceId, topic, overBudget, '1', payload.length, sha256, null);
    },
    quarantined: ({ deviceId }, { afterId, limit }) => {
      const rows = deviceId === undefined ? all.all(afterId, limit) : ofDevice.all(afterId, deviceId, limit);
      return Promise.resolve(rows.map(rowOf));
    },
    quarantinedMessage: (id) => {
      const row = one.get(id);
      return Promise.resolve(row === undefined ? null : rowOf(row));
    },
    removeQuarantined: (id) => {
      remove.run(id);
      recount();
      return Promise.resolve();
    },
    purgeQuarantine: ({ deviceId }) => {
      recount();
      const gone = deviceId === undefined ? purge.run() : purgeDevice.run(deviceId);
      return Promise.resolve(Number(gone.changes));
    },
  };
}

function rowOf(row: Record<string, SQLOutputValue>): QuarantineRow {
  return {
    id: Number(row.id),
    at: Number(row.at),
    deviceId: String(row.device_id),
    topic: String(row.topic),
    reason: String(row.reason),
    detail: String(row.detail),
    sizeBytes: Number(row.size_bytes),
    payload: row.payload instanceof Uint8Array ? Buffer.from(row.payload) : null,
  };
}
