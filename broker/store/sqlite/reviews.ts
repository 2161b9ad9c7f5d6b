import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ReviewHead, ReviewRecord, ReviewStore } from '../review-port.ts';

const head = z.object({
  id: z.number(),
  school_code: z.string(),
  month: z.string(),
  as_at: z.number(),
  actor: z.string(),
  summary: z.string(),
});
const headRow = head.transform(
  ({ school_code, as_at, ...rest }): ReviewHead => ({ ...rest, schoolCode: school_code, asAt: as_at }),
);
const reviewRow = head.extend({ content: z.string(), sha256: z.string() });

/** A review that was changed past the triggers is shown to nobody. */
function intact(row: unknown): ReviewRecord {
  const { school_code, as_at, sha256, ...rest } = reviewRow.parse(row);
  if (hash('sha256', rest.content) !== sha256) throw new Error(`review ${rest.id} is not what was recorded`);
  return { ...rest, schoolCode: school_code, asAt: as_at };
}

/** Recorded reviews over SQLite. */
export function createReviews(database: DatabaseSync): ReviewStore {
  const insert = database.prepare(
    'INSERT INTO review (school_code, month, as_at, actor, summary, content, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const one = database.prepare('SELECT * FROM review WHERE id = ?');
  const some = database.prepare(
    `SELECT id, school_code, month, as_at, actor, summary FROM review WHERE school_code IN (SELECT value FROM json_each(?))
     ORDER BY month DESC, id DESC LIMIT ?`,
  );
  const last = database.prepare('SELECT school_code, max(as_at) AS as_at FROM review GROUP BY school_code');
  return {
    addReview: ({ schoolCode, month, asAt, actor, summary, content }) =>
      Promise.try(() => {
        const row = insert.run(schoolCode, month, asAt, actor, summary, content, hash('sha256', content));
        return Number(row.lastInsertRowid);
      }),
    review: (id) =>
      Promise.try(() => {
        const row = one.get(id);
        return row === undefined ? null : intact(row);
      }),
    reviewsOf: (schoolCodes, limit) =>
      Promise.try(() => some.all(JSON.stringify(schoolCodes), limit).map((row) => headRow.parse(row))),
    lastReviews: () =>
      Promise.try(() => new Map(last.all().map((row) => [String(row.school_code), Number(row.as_at)]))),
  };
}
