import { closeSync, openSync } from 'node:fs';

/**
 * Makes the file of a database for its owner alone (0600), whatever the umask, unless it is there; SQLite gives `-wal` and
 * `-shm` the same mode. What hinders it is left for SQLite to say.
 */
export function makePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // It is there, or SQLite cannot open it either.
  }
}
