import { err, ok, type Result } from '../shared/domain/result.ts';
import { type DatabaseFailure, databaseFailure, openDatabase } from './outbox-database.ts';
import { createRowTable } from './outbox-rows.ts';

/** How many reports wait in the outbox, without keeping it; `busy` when the running agent has it. */
export function lookIntoOutbox(path: string): Result<number, DatabaseFailure> {
  try {
    const database = openDatabase(path);
    try {
      return ok(createRowTable(database, Number.MAX_SAFE_INTEGER).size().rows);
    } finally {
      database.close();
    }
  } catch (cause) {
    return err(databaseFailure(cause));
  }
}
