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
import { openResources, type Resources } from '../../support/resources.ts';
import { deviceIdOf, openStore } from '../fleet/fleet-rig.ts';
import { machineReadings } from '../fleet/judged-machine.ts';

const before = [
  ...[firstMigration, identityMigration, findingsMigration, linesMigration],
  ...[outagesMigration, probesMigration, digestsMigration],
];
const at = Date.UTC(2026, 8, 1);

/** A database of the build before planning, with a room and what one machine said. */
async function databaseBeforePlanning(resources: Resources): Promise<string> {
  const path = join(await resources.folder(), 'broker.db');
  const database = new DatabaseSync(path);
  database.exec(`${before.join(';')}; PRAGMA user_version = ${before.length}`);
  const hardware = machineReadings().find(({ section }) => section === 'hardware');
  database
    .prepare(
      `INSERT INTO section (device_id, section, measured_at, seq, time_quality, hash, reading)
       VALUES (?, 'hardware', ?, 1, 'anchored', 'h', ?)`,
    )
    .run(deviceIdOf(1), at, JSON.stringify(hardware));
  database
    .prepare(
      "INSERT INTO room_version (school_code, room, valid_from, kind, seats, actor) VALUES ('A', 'PM1', ?, 'lab', 40, 'u')",
    )
    .run(at);
  database.close();
  return path;
}

it('a database from before planning keeps its rooms and facts; since when those hold is not sure', async () => {
  await using resources = openResources();
  const path = await databaseBeforePlanning(resources);
  // Opened twice: what is of the newest schema stays as it is.
  await openStore(path).close();
  const store = openStore(path);
  resources.defer(() => store.close());
  expect(await store.rooms()).toMatchObject([
    { schoolCode: 'A', room: 'PM1', kind: 'lab', seats: 40, siteCode: null },
  ]);
  const [now] = await store.factsOf([deviceIdOf(1)], ['hardware']);
  expect(now).toMatchObject({ measuredAt: at, isSure: true, reading: { section: 'hardware' } });
  expect(await store.factsOf([deviceIdOf(1)], ['hardware'], at + 1)).toMatchObject([{ isSure: true }]);
  expect(await store.factsOf([deviceIdOf(1)], ['hardware'], at - 1)).toMatchObject([{ isSure: false }]);
  expect([await store.snapshots(), await store.registerRows('assets')]).toEqual([[], []]);
});
