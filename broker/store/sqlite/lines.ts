import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type LineEntry, lineEntry, serviceEntry } from '../../../shared/contract/line-rows.ts';
import type { LineRecord, LineStore, ServiceRecord } from '../line-port.ts';
import { inTransaction } from './database.ts';
import { jsonColumn, readable } from './json-column.ts';

/** Every version so far. */
const forEver = Number.MAX_SAFE_INTEGER;

/** Register of lines and of services over SQLite: of each, the version that was said last holds. */
export function createLines(database: DatabaseSync): LineStore {
  return { ...linesOver(database), ...servicesOver(database) };
}

const lineRow = z
  .object({ valid_from: z.number(), entry: jsonColumn(lineEntry) })
  .transform((row): LineRecord => ({ validFrom: row.valid_from, entry: row.entry }));

const serviceRow = z
  .object({ valid_from: z.number(), entry: jsonColumn(serviceEntry) })
  .transform((row): ServiceRecord => ({ validFrom: row.valid_from, entry: row.entry }));

/** Appends a version, inside the caller's transaction. */
export function createLineWriter(database: DatabaseSync) {
  const insert = database.prepare(
    'INSERT INTO line_version (line_id, valid_from, school_code, entry, actor) VALUES (?, ?, ?, ?, ?)',
  );
  return (entry: LineEntry, at: number, actor: string): void =>
    void insert.run(entry.lineId, at, entry.schoolCode, JSON.stringify(entry), actor);
}

function linesOver(database: DatabaseSync): Pick<LineStore, 'lines' | 'saveLines' | 'removeLine'> {
  const newest = `SELECT line_id, school_code, valid_from, entry FROM line_version AS l
    WHERE is_removed = 0 AND id = (SELECT max(id) FROM line_version WHERE line_id = l.line_id AND valid_from <= ?)`;
  const all = database.prepare(`${newest} ORDER BY school_code, line_id`);
  const append = createLineWriter(database);
  const remove = database.prepare(
    `INSERT INTO line_version (line_id, valid_from, school_code, entry, is_removed, actor)
     SELECT line_id, ?, school_code, entry, 1, ? FROM (${newest}) WHERE line_id = ?`,
  );
  const end = (lineId: string, at: number, actor: string): boolean =>
    remove.run(at, actor, forEver, lineId).changes === 1;
  return {
    lines: (asAtMs = forEver) => Promise.try(() => readable(all.all(asAtMs), lineRow)),
    saveLines: (entries, at, actor, removedIds = []) =>
      Promise.try(() =>
        inTransaction(database, () => {
          for (const entry of entries) append(entry, at, actor);
          for (const lineId of removedIds) end(lineId, at, actor);
        }),
      ),
    removeLine: (lineId, at, actor) => Promise.try(() => end(lineId, at, actor)),
  };
}

function servicesOver(database: DatabaseSync): Pick<LineStore, 'services' | 'saveService' | 'removeService'> {
  const newest = `SELECT service, school_code, valid_from, entry FROM service_version AS s
    WHERE is_removed = 0 AND id =
      (SELECT max(id) FROM service_version WHERE service = s.service AND school_code = s.school_code)`;
  const all = database.prepare(`${newest} ORDER BY school_code, service`);
  const insert = database.prepare(
    'INSERT INTO service_version (service, school_code, valid_from, entry, actor) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare(
    `INSERT INTO service_version (service, school_code, valid_from, entry, is_removed, actor)
     SELECT service, school_code, ?, entry, 1, ? FROM (${newest}) WHERE service = ? AND school_code = ?`,
  );
  return {
    services: () => Promise.try(() => readable(all.all(), serviceRow)),
    saveService: (entry, at, actor) =>
      Promise.try(
        () => void insert.run(entry.service, entry.schoolCode ?? '', at, JSON.stringify(entry), actor),
      ),
    removeService: ({ service, schoolCode }, at, actor) =>
      Promise.try(() => remove.run(at, actor, service, schoolCode ?? '').changes === 1),
  };
}
