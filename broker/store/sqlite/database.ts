import { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '../../../shared/domain/result.ts';
import { type AppError, appError } from '../../../shared/runtime/app-error.ts';
import { firstMigration } from '../sql/001-first.ts';
import { identityMigration } from '../sql/002-identity.ts';
import { findingsMigration } from '../sql/003-findings.ts';
import { linesMigration } from '../sql/004-lines.ts';
import { outagesMigration } from '../sql/005-outages.ts';
import { probesMigration } from '../sql/006-probes.ts';
import { digestsMigration } from '../sql/007-digests.ts';
import { planningMigration } from '../sql/008-planning.ts';
import { historyMigration } from '../sql/009-history.ts';
import { watchedMigration } from '../sql/010-watched.ts';
import { makePrivateFile } from './private-file.ts';

const migrations: readonly string[] = [
  firstMigration,
  identityMigration,
  findingsMigration,
  linesMigration,
  outagesMigration,
  probesMigration,
  digestsMigration,
  planningMigration,
  historyMigration,
  watchedMigration,
];

/**
 * Opens the installation's database: WAL, synchronous=FULL (acknowledged means stored), and brings it to the newest schema.
 * A newer schema than this build knows is an error, not a guess.
 */
export function openDatabase(path: string): Result<DatabaseSync, AppError> {
  let database: DatabaseSync;
  try {
    if (path !== ':memory:') makePrivateFile(path);
    database = new DatabaseSync(path, { timeout: 5_000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  } catch (cause) {
    return err(
      appError('SD-STORE-UNREADABLE', {
        path,
        reason: cause instanceof Error ? cause.message : String(cause),
      }),
    );
  }
  const migrated = migrate(database, path);
  if (!migrated.ok) {
    database.close();
    return migrated;
  }
  return ok(database);
}

/** Runs `work` in one IMMEDIATE transaction: all of it or nothing. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    database.exec('COMMIT');
    return value;
  } catch (cause) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw cause;
  }
}

function migrate(database: DatabaseSync, path: string): Result<void, AppError> {
  const row = database.prepare('PRAGMA user_version').get();
  const version = Number(row?.user_version ?? 0);
  if (version > migrations.length) return err(appError('SD-STORE-NEWER', { path, version: String(version) }));
  try {
    migrations.slice(version).forEach((sql, index) => {
      inTransaction(database, () => database.exec(`${sql}; PRAGMA user_version = ${version + index + 1}`));
    });
    return ok(undefined);
  } catch (cause) {
    return err(
      appError('SD-STORE-UNREADABLE', {
        path,
        reason: cause instanceof Error ? cause.message : String(cause),
      }),
    );
  }
}
