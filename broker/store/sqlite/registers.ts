import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { RegisterRecord, RegisterStore, RegisterUpdate } from '../register-port.ts';
import { inTransaction } from './database.ts';

/** Every version so far. */
const forEver = Number.MAX_SAFE_INTEGER;

const storedRow = z
  .object({ key: z.string(), row: z.string(), valid_from: z.number(), actor: z.string() })
  .transform(
    ({ valid_from, row, ...rest }): RegisterRecord => ({
      ...rest,
      validFrom: valid_from,
      row: JSON.parse(row) as unknown,
    }),
  );

/** Appends versions, inside the caller's transaction. */
export function createRegisterWriter(database: DatabaseSync): (change: RegisterUpdate) => void {
  const insert = database.prepare(
    'INSERT INTO register_version (register, key, valid_from, row, actor) VALUES (?, ?, ?, ?, ?)',
  );
  return ({ register, at, actor, entries }) => {
    for (const { key, row } of entries) {
      insert.run(register, key, at, row === null ? null : JSON.stringify(row), actor);
    }
  };
}

/** Registers over SQLite: the version that was said last holds, whatever the clock said. */
export function createRegisters(database: DatabaseSync): RegisterStore {
  const newest = `SELECT key, row, valid_from, actor FROM register_version AS r
    WHERE register = ?1 AND row IS NOT NULL AND id =
      (SELECT id FROM register_version WHERE register = r.register AND key = r.key AND valid_from <= ?2
       ORDER BY id DESC LIMIT 1)`;
  const select = database.prepare(`${newest} ORDER BY key`);
  const like = database.prepare(`${newest} AND key GLOB ?3 ORDER BY key`);
  const size = database.prepare(
    'SELECT count(DISTINCT key) AS rows FROM register_version WHERE register = ?',
  );
  const save = createRegisterWriter(database);
  return {
    registerRows: (register, asAtMs = forEver) =>
      Promise.try(() => select.all(register, asAtMs).map((row) => storedRow.parse(row))),
    registerRowsLike: (register, pattern) =>
      Promise.try(() => like.all(register, forEver, pattern).map((row) => storedRow.parse(row))),
    registerSize: (register) => Promise.try(() => Number(size.get(register)?.rows ?? 0)),
    saveRegister: (change) => Promise.try(() => inTransaction(database, () => save(change))),
  };
}
