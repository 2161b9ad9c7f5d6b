import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { LicenceRecord, LicenceStore } from '../licence-port.ts';

const licenceRow = z
  .object({
    licence_id: z.number(),
    valid_from: z.number(),
    school_code: z.string(),
    product: z.string(),
    seats: z.number(),
    expires_on: z.string().nullable(),
    note: z.string().nullable(),
  })
  .transform(
    (row): LicenceRecord => ({
      id: row.licence_id,
      validFrom: row.valid_from,
      schoolCode: row.school_code,
      product: row.product,
      seats: row.seats,
      expiresOn: row.expires_on,
      note: row.note,
    }),
  );

/** Every version so far. */
const forEver = Number.MAX_SAFE_INTEGER;

/** The register of licences over SQLite: the newest version holds. */
export function createLicences(database: DatabaseSync): LicenceStore {
  const newest = `SELECT coalesce(licence_id, id) AS licence_id, valid_from, school_code, product, seats, expires_on, note
    FROM licence_version AS l WHERE is_removed = 0 AND id =
      (SELECT max(id) FROM licence_version WHERE coalesce(licence_id, id) = coalesce(l.licence_id, l.id) AND valid_from <= ?)`;
  const all = database.prepare(`${newest} ORDER BY school_code, 1`);
  const insert = database.prepare(
    `INSERT INTO licence_version (licence_id, valid_from, school_code, product, seats, expires_on, note, actor)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare(
    `INSERT INTO licence_version (licence_id, valid_from, school_code, product, seats, expires_on, note, is_removed, actor)
     SELECT licence_id, ?, school_code, product, seats, expires_on, note, 1, ? FROM (${newest}) WHERE licence_id = ?`,
  );
  return {
    licences: (asAtMs = forEver) => Promise.try(() => all.all(asAtMs).map((row) => licenceRow.parse(row))),
    saveLicence: (id, { validFrom, schoolCode, product, seats, expiresOn, note }, actor) =>
      Promise.try(() => {
        const { lastInsertRowid } = insert.run(
          ...[id, validFrom, schoolCode, product],
          ...[seats, expiresOn, note, actor],
        );
        return id ?? Number(lastInsertRowid);
      }),
    removeLicence: (id, at, actor) => Promise.try(() => remove.run(at, actor, forEver, id).changes === 1),
  };
}
