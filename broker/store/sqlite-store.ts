import { backup } from 'node:sqlite';
import { ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import { openDatabase } from './sqlite/database.ts';
import { createDigests } from './sqlite/digests.ts';
import { createFindings } from './sqlite/findings.ts';
import { createHistory } from './sqlite/history.ts';
import { createLicences } from './sqlite/licences.ts';
import { createLines } from './sqlite/lines.ts';
import { createOrg } from './sqlite/org.ts';
import { createOutages } from './sqlite/outages.ts';
import { createPicture } from './sqlite/picture.ts';
import { makePrivateFile } from './sqlite/private-file.ts';
import { createProbes } from './sqlite/probes.ts';
import { createRegisters } from './sqlite/registers.ts';
import { createRegistry } from './sqlite/registry.ts';
import { createReportStore } from './sqlite/reports.ts';
import { createReviews } from './sqlite/reviews.ts';
import { createRooms } from './sqlite/rooms.ts';
import { createSchools } from './sqlite/schools.ts';
import { createSnapshots } from './sqlite/snapshots.ts';
import type { Store } from './store.ts';

/** Pages copied at a time: 4 MB, in between which everybody else gets a turn. */
const copiedPages = 1_024;

/** Opens the store of the embedded broker: one SQLite file, made or migrated as needed. */
export function openSqliteStore(path: string): Result<Store, AppError> {
  const opened = openDatabase(path);
  if (!opened.ok) return opened;
  const database = opened.value;
  const check = database.prepare('PRAGMA integrity_check(20)');
  return ok({
    ...createReportStore(database),
    ...createRegistry(database),
    ...createOrg(database),
    ...createRooms(database),
    ...createSchools(database),
    ...createPicture(database),
    ...createFindings(database),
    ...createLicences(database),
    ...createReviews(database),
    ...createLines(database),
    ...createRegisters(database),
    ...createSnapshots(database),
    ...createHistory(database),
    ...createOutages(database),
    ...createProbes(database),
    ...createDigests(database),
    check: () =>
      Promise.try(() =>
        check
          .all()
          .map((row) => String(row.integrity_check))
          .filter((line) => line !== 'ok'),
      ),
    copyTo: async (path) => {
      makePrivateFile(path);
      await backup(database, path, { rate: copiedPages });
    },
    close: () => database.close(),
  });
}
