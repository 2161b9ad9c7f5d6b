import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { firstMigration } from '../../../broker/store/sql/001-first.ts';
import { identityMigration } from '../../../broker/store/sql/002-identity.ts';
import { findingsMigration } from '../../../broker/store/sql/003-findings.ts';
import { linesMigration } from '../../../broker/store/sql/004-lines.ts';
import { outagesMigration } from '../../../broker/store/sql/005-outages.ts';
import { probesMigration } from '../../../broker/store/sql/006-probes.ts';
import { digestsMigration } from '../../../broker/store/sql/007-digests.ts';
import { planningMigration } from '../../../broker/store/sql/008-planning.ts';
import { historyMigration } from '../../../broker/store/sql/009-history.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { deviceIdOf, openStore } from '../fleet/fleet-rig.ts';

const before = [
  ...[firstMigration, identityMigration, findingsMigration, linesMigration, outagesMigration],
  ...[probesMigration, digestsMigration, planningMigration, historyMigration],
];
const hour = 3_600_000;
const day = 24 * hour;
const at = Date.UTC(2026, 8, 1);

/** A database of the build before watched times, with checks of a line and one without a line. */
async function databaseBeforeWatched(resources: Resources): Promise<string> {
  const path = join(await resources.folder(), 'broker.db');
  const database = new DatabaseSync(path);
  database.exec(`${before.join(';')}; PRAGMA user_version = ${before.length}`);
  const run = database.prepare(
    'INSERT INTO line_run (device_id, line_id, from_at, to_at, result, address) VALUES (?, ?, ?, ?, ?, ?)',
  );
  run.run(deviceIdOf(1), 'auto-A', at, at + hour, 'ooooog', '203.0.113.9');
  run.run(deviceIdOf(1), 'auto-A', at + 2 * hour, at + 3 * hour, 'oobbbu', null);
  run.run(deviceIdOf(2), null, at, at + hour, 'buuuuu', null);
  database.close();
  return path;
}

it('a database from before watched times keeps its checks, and what they watched when they are dropped', async () => {
  await using resources = openResources();
  const path = await databaseBeforeWatched(resources);
  await openStore(path).close();
  const store = openStore(path);
  resources.defer(() => store.close());
  const span = { from: at - day, to: at + day };
  const watched = [
    { from: at, to: at + hour },
    { from: at + 2 * hour, to: at + 3 * hour },
  ];
  expect((await store.runsOfLine('auto-A', span)).map(({ internet }) => internet)).toEqual(['ok', 'bad']);
  expect(await store.watchedOf('auto-A', span)).toEqual(watched);
  expect(await store.pruneEvidence(at + 40 * day)).toBe(3);
  expect(await store.runsOfLine('auto-A', span)).toEqual([]);
  expect(await store.watchedOf('auto-A', span)).toEqual(watched);
});
