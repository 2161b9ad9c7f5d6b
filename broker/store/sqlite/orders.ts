import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type OrderBody, orderBody } from '../../../shared/contract/order.ts';
import type { Section } from '../../../shared/domain/reading.ts';
import { maxOpenOrdersPerDevice, type OpenOrder, type PictureStore } from '../picture-port.ts';
import { jsonColumn, readable } from './json-column.ts';

const orderRow = z
  .object({
    id: z.string(),
    device_id: z.string(),
    body: jsonColumn(orderBody),
    created_at: z.number(),
    expires_at: z.number(),
  })
  .transform(
    (row): OpenOrder => ({
      id: row.id,
      deviceId: row.device_id,
      body: row.body,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    }),
  );

const bodyRow = z.object({ body: jsonColumn(orderBody) });

type OrdersPort = Pick<
  PictureStore,
  'addOrder' | 'openOrders' | 'resentSince' | 'settleOrder' | 'pruneOrders'
>;

/** Orders over SQLite: open until answered or expired, ended once. */
export function createOrderRows(database: DatabaseSync): OrdersPort {
  const columns = 'id, device_id, body, created_at, expires_at';
  const add = database.prepare(
    `INSERT INTO device_order (${columns}, state) SELECT ?, ?, ?, ?, ?, 'open'
     WHERE (SELECT count(*) FROM device_order WHERE device_id = ? AND state = 'open') < ${maxOpenOrdersPerDevice}`,
  );
  const expire = database.prepare(
    `UPDATE device_order SET state = 'expired', answered_at = ? WHERE device_id = ? AND state = 'open' AND expires_at <= ?`,
  );
  const open = database.prepare(
    `SELECT ${columns} FROM device_order WHERE device_id = ? AND state = 'open' ORDER BY created_at, id`,
  );
  const since = database.prepare(
    `SELECT body FROM device_order WHERE device_id = ? AND created_at > ? AND body LIKE '{"kind":"resend"%'`,
  );
  const settle = database.prepare(
    `UPDATE device_order SET state = ?, answered_at = ?, detail = ? WHERE id = ? AND device_id = ? AND state = 'open'`,
  );
  const prune = database.prepare(`DELETE FROM device_order WHERE state <> 'open' AND answered_at < ?`);
  return {
    addOrder: ({ id, deviceId, body, createdAt, expiresAt }) =>
      Promise.try(() => {
        expire.run(createdAt, deviceId, createdAt);
        const added = add.run(id, deviceId, JSON.stringify(body), createdAt, expiresAt, deviceId);
        return added.changes === 1;
      }),
    openOrders: (deviceId, nowMs) =>
      Promise.try(() => {
        expire.run(nowMs, deviceId, nowMs);
        return readable(open.all(deviceId), orderRow);
      }),
    resentSince: (deviceId, sinceMs) =>
      Promise.try(
        () =>
          new Set(readable(since.all(deviceId, sinceMs), bodyRow).flatMap(({ body }) => sectionsOf(body))),
      ),
    settleOrder: (end) =>
      Promise.try(() => settle.run(end.outcome, end.at, end.detail, end.id, end.deviceId).changes === 1),
    pruneOrders: (beforeMs) => Promise.try(() => Number(prune.run(beforeMs).changes)),
  };
}

function sectionsOf(body: OrderBody): readonly Section[] {
  return body.kind === 'resend' ? body.sections : [];
}
