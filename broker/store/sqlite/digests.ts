import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { DigestDay, DigestReceiver, DigestStore } from '../digest-port.ts';

const receiverRow = z
  .object({
    id: z.number(),
    unit_id: z.string(),
    channel: z.enum(['email', 'webhook']),
    address: z.string(),
    hour: z.number(),
    lang: z.enum(['vi', 'en']),
    added_at: z.number(),
    last_sent_at: z.number().nullable(),
    last_failure: z.string().nullable(),
    told_outage_id: z.number().nullable(),
  })
  .transform(
    ({ unit_id, added_at, last_sent_at, last_failure, told_outage_id, ...row }): DigestReceiver => ({
      ...row,
      unitId: unit_id,
      addedAt: added_at,
      lastSentAt: last_sent_at,
      lastFailure: last_failure,
      toldOutageId: told_outage_id,
    }),
  );

const dayRow = z
  .object({
    receiver_id: z.number(),
    day: z.string(),
    tries: z.number(),
    next_at: z.number(),
    is_done: z.number(),
  })
  .transform(
    ({ receiver_id, next_at, is_done, ...row }): DigestDay => ({
      ...row,
      receiverId: receiver_id,
      nextAt: next_at,
      isDone: is_done === 1,
    }),
  );

/** Receivers of the daily digest over SQLite. */
export function createDigests(database: DatabaseSync): DigestStore {
  const all = database.prepare('SELECT * FROM digest_receiver ORDER BY id');
  const insert = database.prepare(
    `INSERT INTO digest_receiver (unit_id, channel, address, hour, lang, added_at, last_sent_at, last_failure, told_outage_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('DELETE FROM digest_receiver WHERE id = ?');
  const sent = database.prepare(
    `UPDATE digest_receiver SET last_sent_at = ?1, last_failure = NULL,
     told_outage_id = coalesce(?2, told_outage_id) WHERE id = ?3`,
  );
  const failed = database.prepare('UPDATE digest_receiver SET last_failure = ? WHERE id = ?');
  const oneDay = database.prepare('SELECT * FROM digest_day WHERE receiver_id = ? AND day = ?');
  const saveDay = database.prepare(
    'INSERT OR REPLACE INTO digest_day (receiver_id, day, tries, next_at, is_done) VALUES (?, ?, ?, ?, ?)',
  );
  const prune = database.prepare(
    'DELETE FROM digest_day WHERE day < ? OR receiver_id NOT IN (SELECT id FROM digest_receiver)',
  );
  return {
    digestReceivers: () => Promise.try(() => all.all().map((row) => receiverRow.parse(row))),
    addDigestReceiver: ({ unitId, channel, address, hour, lang, ...rest }) =>
      Promise.try(() => {
        const { addedAt, lastSentAt, lastFailure, toldOutageId } = rest;
        const known = [addedAt, lastSentAt, lastFailure, toldOutageId];
        return Number(insert.run(unitId, channel, address, hour, lang, ...known).lastInsertRowid);
      }),
    removeDigestReceiver: (id) => Promise.try(() => void remove.run(id)),
    digestSent: (id, at, toldOutageId) => Promise.try(() => void sent.run(at, toldOutageId, id)),
    digestFailed: (id, failure) => Promise.try(() => void failed.run(failure, id)),
    digestDay: (receiverId, day) =>
      Promise.try(() => {
        const row = oneDay.get(receiverId, day);
        return row === undefined ? null : dayRow.parse(row);
      }),
    saveDigestDay: ({ receiverId, day, tries, nextAt, isDone }) =>
      Promise.try(() => void saveDay.run(receiverId, day, tries, nextAt, isDone ? 1 : 0)),
    pruneDigestDays: (beforeDay) => Promise.try(() => void prune.run(beforeDay)),
  };
}
