import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../broker/store/sqlite/database.ts';
import { createSnapshots } from '../../../broker/store/sqlite/snapshots.ts';
import { openResources } from '../../support/resources.ts';
import { admit, openStore, reload, report, rosterRowOf, startMs } from '../fleet/fleet-rig.ts';
import { machineReadings } from '../fleet/judged-machine.ts';
import { asking, openSnapshots } from './snapshot-rig.ts';

it('a snapshot stays the same whatever happens afterwards, and after a restart', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const deviceId = await admit(rig, 1, { schoolCode: 'A', room: 'P1' });
  await report(rig, deviceId, { seq: 1, readings: machineReadings() });
  const row = await rig.create('30-9');
  const first = await rig.planning({ snapshot: '30-9' });
  expect(first.sha256).toBe(row.sha256);
  await rig.clock.advance(86_400_000);
  await rig.store.saveOrg({
    ...{ at: rig.clock.now(), actor: 'test', units: [] },
    rows: [{ ...rosterRowOf('A'), students: 1 }],
  });
  await rig.fleet.orgChanged();
  await report(rig, deviceId, { seq: 2, readings: machineReadings({ hostname: 'OTHER' }) });
  const again = await rig.planning({ snapshot: '30-9' });
  expect(again).toEqual(first);

  const store = resources.closing(openStore(rig.path));
  const fleet = await reload(store, rig.clock);
  const restarted = asking({ store, fleet, clock: rig.clock });
  expect(await restarted.planning({ snapshot: '30-9' })).toEqual(first);
  expect(await restarted.ask('snapshotList', {})).toEqual([{ snapshots: [row] }]);
});

it('the database itself refuses to change or drop one, and a content that was changed past that is shown to nobody', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  await rig.create('N');
  const database = new DatabaseSync(rig.path);
  resources.defer(() => database.close());
  expect(() => database.exec("UPDATE snapshot SET sha256 = 'x'")).toThrow(/immutable/);
  expect(() => database.exec('DELETE FROM snapshot')).toThrow(/kept/);
  database.exec("DROP TRIGGER snapshot_is_immutable; UPDATE snapshot SET sha256 = replace(sha256, '0', '1')");
  await expect(rig.planning({ snapshot: 'N' })).rejects.toThrow('not what was recorded');
});

it('of many that are taken under one name at once, one is', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const [other] = [asking(rig)];
  const taken = await Promise.all([
    ...[1, 2, 3].map(() => rig.ask('snapshotCreate', { name: 'N', kind: 'budget' })),
    other.ask('snapshotCreate', { name: 'N', kind: 'budget' }),
  ]);
  expect(taken.filter((answer) => answer === 'SD-SNAPSHOT-EXISTS')).toHaveLength(3);
  const listed = await rig.ask('snapshotList', {});
  expect(listed).toMatchObject([{ snapshots: [{ name: 'N', kind: 'budget' }] }]);
});

it('a disk that is full is told as such, and leaves nothing of it', async () => {
  await using resources = openResources();
  const database = openSmallDatabase();
  resources.defer(() => database.close());
  const store = createSnapshots(database);
  const head = {
    kind: 'ad-hoc' as const,
    ...{ name: 'N', asAt: startMs, takenAt: startMs, takenBy: 'x', sha256: 'x' },
    ...{ schools: 1, machines: 1, gaps: [] },
  };
  const kept = await store.addSnapshot({ ...head, content: Buffer.alloc(1 << 20, 7) }).catch(String);
  expect(kept).toMatch(/full/);
  expect(await store.snapshots()).toEqual([]);
  expect(await store.addSnapshot({ ...head, content: Buffer.alloc(100) })).toBe(true);
});

it('the order in which a fleet came to be does not show', async () => {
  await using resources = openResources();
  const hashes: string[] = [];
  for (const order of [
    [1, 2, 3, 4],
    [4, 2, 1, 3],
    [3, 4, 2, 1],
  ]) {
    const rig = await openSnapshots(resources);
    for (const number of order) {
      const deviceId = await admit(rig, number, { schoolCode: number % 2 === 0 ? 'A' : 'B' });
      await report(rig, deviceId, { seq: 1, readings: machineReadings({ hostname: `LAB-${number}` }) });
      const budget = {
        owner: `Xã ${number}`,
        programme: null,
        year: null,
        amountDong: number,
        funding: null,
      };
      await rig.store.saveRegister({
        ...{ register: 'budgets', at: startMs, actor: 'test' },
        entries: [{ key: budget.owner, row: budget }],
      });
      await rig.store.saveRoom(
        { schoolCode: 'A', room: `P${number}`, siteCode: null, validFrom: startMs, kind: 'lab', seats: 1 },
        'test',
      );
    }
    hashes.push((await rig.create('N')).sha256);
  }
  expect(new Set(hashes).size).toBe(1);
});

/** Room for the tables and little more. */
function openSmallDatabase(): DatabaseSync {
  const opened = openDatabase(':memory:');
  if (!opened.ok) throw new Error(opened.error.code);
  const pages = Number(opened.value.prepare('PRAGMA page_count').get()?.page_count);
  opened.value.exec(`PRAGMA max_page_count = ${pages + 8}`);
  return opened.value;
}
