import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { LicenceChange, LicenceRecord, LicenceStore, LicenceVersion } from '../licence-port.ts';
import { inTransaction } from './database.ts';

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

const newest = `SELECT coalesce(licence_id, id) AS licence_id, valid_from, school_code, product, seats, expires_on, note
  FROM licence_version AS l WHERE is_removed = 0 AND id =
    (SELECT max(id) FROM licence_version WHERE coalesce(licence_id, id) = coalesce(l.licence_id, l.id) AND valid_from <= ?)`;

/** Appends versions, inside the caller's transaction. */
export function createLicenceWriter(database: DatabaseSync) {
  const insert = database.prepare(
    `INSERT INTO licence_version (licence_id, valid_from, school_code, product, seats, expires_on, note, actor)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare(
    `INSERT INTO licence_version (licence_id, valid_from, school_code, product, seats, expires_on, note, is_removed, actor)
     SELECT licence_id, ?, school_code, product, seats, expires_on, note, 1, ? FROM (${newest}) WHERE licence_id = ?`,
  );
  const save = (id: number | null, version: LicenceVersion, actor: string): number => {
    const { validFrom, schoolCode, product, seats, expiresOn, note } = version;
    const what = [product, seats, expiresOn, note] as const;
    const { lastInsertRowid } = insert.run(id, validFrom, schoolCode, ...what, actor);
    return id ?? Number(lastInsertRowid);
  };
  const end = (id: number, at: number, actor: string): boolean =>
    remove.run(at, actor, forEver, id).changes === 1;
  const change = (next: LicenceChange, at: number, actor: string): void => {
    if (next.version === null) end(next.id, at, actor);
    else save(next.id, next.version, actor);
  };
  return { save, end, change };
}

/** The register of licences over SQLite: the newest version holds. */
export function createLicences(database: DatabaseSync): LicenceStore {
  const all = database.prepare(`${newest} ORDER BY school_code, 1`);
  const { save, end, change } = createLicenceWriter(database);
  return {
    licences: (asAtMs = forEver) => Promise.try(() => all.all(asAtMs).map((row) => licenceRow.parse(row))),
    saveLicence: (id, version, actor) => Promise.try(() => save(id, version, actor)),
    saveLicences: (changes, at, actor) =>
      Promise.try(() =>
        inTransaction(database, () => {
          for (const next of changes) change(next, at, actor);
        }),
      ),
    removeLicence: (id, at, actor) => Promise.try(() => end(id, at, actor)),
  };
}
