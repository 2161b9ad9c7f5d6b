import { renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Why a database cannot be used. `busy`: another process holds it; `damaged`: its content is not a database any more. */
export type DatabaseFailure = 'busy' | 'damaged' | 'full' | 'read-only' | 'unusable';

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const failures: Readonly<Record<number, DatabaseFailure>> = {
  5: 'busy',
  8: 'read-only',
  11: 'damaged',
  13: 'full',
  26: 'damaged',
};

/** What SQLite complained about; anything that is not its error is a bug and is thrown again. */
export function databaseFailure(cause: unknown): DatabaseFailure {
  if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'ERR_SQLITE_ERROR') throw cause;
  const code = 'errcode' in cause && typeof cause.errcode === 'number' ? cause.errcode & 0xff : 0;
  return failures[code] ?? 'unusable';
}

/**
 * Opens the database for this process alone: the exclusive lock is held until it is closed or the process dies. Every
 * commit is on the disk when it returns (WAL, synchronous=FULL). Throws SQLite's error.
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec(
      'PRAGMA wal_autocheckpoint = 200; PRAGMA journal_size_limit = 1048576; PRAGMA cache_size = -512;',
    );
    database.exec('BEGIN IMMEDIATE; COMMIT;');
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** Puts a damaged database aside for a technician to look at; an older one put aside is replaced. */
export function putAside(path: string): string {
  const aside = `${path}.damaged`;
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  renameSync(path, aside);
  return aside;
}

/** All of `work` or nothing of it. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (cause) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw cause;
  }
}
