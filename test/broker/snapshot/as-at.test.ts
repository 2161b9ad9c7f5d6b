import { expect, it } from 'vitest';
import { pastScene } from '../../../broker/snapshot/past-scene.ts';
import { openResources } from '../../support/resources.ts';
import { admit, birthOf, report, rosterRowOf, rules, startMs, status } from '../fleet/fleet-rig.ts';
import { readingOf } from '../fleet/judged-machine.ts';
import { asking, machineIn, openSnapshots } from './snapshot-rig.ts';

const dayMs = 86_400_000;
const gib = 2 ** 30;
const hardware = (memoryGib: number) =>
  readingOf('hardware', { memoryBytes: memoryGib * gib, chassisType: 3, hypervisor: 'none' });

it('a day that is over is told as it stood: roster, units, rooms, roles, registers and facts', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const { store, clock } = rig;
  const deviceId = await admit(rig, 1, { schoolCode: 'A', room: 'P1' });
  const room = { schoolCode: 'A', room: 'P1', siteCode: null, seats: 30 };
  await store.saveRoom({ ...room, validFrom: startMs, kind: 'lab' }, 'test');
  const price = {
    ...{ item: 'pc', leasePerYearDong: null, isVatIncluded: true, source: 'BG 1' },
    ...{ pricedOn: '2026-09-01', kind: 'given' },
  };
  const saying = (unitPriceDong: number) => ({
    ...{ register: 'prices', actor: 'test', at: clock.now() },
    entries: [{ key: 'pc', row: { ...price, item: 'student-pc', unitPriceDong } }],
  });
  await store.saveRegister(saying(15_000_000));
  await store.saveLicence(
    null,
    { validFrom: startMs, schoolCode: 'A', product: 'Bkav', seats: 40, expiresOn: null, note: null },
    'test',
  );
  await status(rig, deviceId, birthOf(1, startMs));
  await report(rig, deviceId, { seq: 1, readings: [hardware(4)] });
  await clock.advance(dayMs);
  await report(rig, deviceId, { seq: 2, up: dayMs / 1000, readings: [hardware(4)] });
  const thenMs = clock.now();

  await clock.advance(dayMs);
  const later = clock.now();
  await store.saveOrg({
    ...{ at: later, actor: 'test' },
    units: [
      { unitId: 'sa', parentId: 'c2', kind: 'school', name: 'Trường A mới', code: 'A' },
      { unitId: 'sd', parentId: 'c2', kind: 'school', name: 'Trường D', code: 'D' },
    ],
    rows: [{ ...rosterRowOf('A'), students: 999 }, rosterRowOf('D')],
  });
  await store.saveRoom({ ...room, validFrom: later, kind: 'office' }, 'test');
  const before = await store.assignment(deviceId);
  if (before === null) throw new Error('no assignment');
  await store.assign({ ...before, validFrom: later, state: 'broken', room: 'P9' }, 'test');
  await rig.fleet.assignmentChanged(deviceId);
  await store.saveRegister(saying(20_000_000));
  await store.removeLicence(1, later, 'test');
  await report(rig, deviceId, { seq: 3, up: (2 * dayMs) / 1000, readings: [hardware(16)] });
  const newcomer = await admit(rig, 2, { schoolCode: 'A' });
  await clock.advance(dayMs);

  await rig.create('Then', { asAt: thenMs, kind: 'school-year-start' });
  const { snapshot } = await rig.planning({ snapshot: 'Then' });
  expect(snapshot).toMatchObject({ asAtMs: thenMs, kind: 'school-year-start', takenAtMs: clock.now() });
  expect(snapshot.schools.map(({ schoolCode }) => schoolCode)).toEqual(['A', 'B', 'C']);
  expect(snapshot.schools[0]).toMatchObject({ commune: 'Xã Một', rows: [{ students: 400 }] });
  expect(snapshot.units.find(({ unitId }) => unitId === 'sa')).toMatchObject({ parentId: 'c1' });
  expect(snapshot.rooms).toEqual([{ ...room, kind: 'lab' }]);
  expect(snapshot.prices.find(({ item }) => String(item) === 'student-pc')?.unitPriceDong).toBe(15_000_000);
  expect(snapshot.licences).toMatchObject([{ product: 'Bkav', seats: 40 }]);
  expect(machineIn(snapshot, deviceId)).toMatchObject({
    ...{ room: 'P1', roomKind: 'lab', state: 'approved', memoryBytes: 4 * gib },
  });
  expect(machineIn(snapshot, deviceId)?.lastSeenMs).toBe(thenMs);
  expect(machineIn(snapshot, newcomer)).toBeUndefined();
  expect(snapshot.gaps).toEqual(['machines-before-history']);
  await rig.create('Now');
  const now = (await rig.planning({ snapshot: 'Now' })).snapshot;
  expect(machineIn(now, deviceId)).toMatchObject({ state: 'broken', memoryBytes: 16 * gib });
});

it('whenever asked, no machine was seen later than the moment, and what was seen by then is not forgotten', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const { store, clock, fleet } = rig;
  const deviceId = await admit(rig, 1, { schoolCode: 'A' });
  await report(rig, deviceId, { seq: 100 });
  for (let day = 1; day <= 20; day += 1) {
    await clock.advance(dayMs);
    if (day % 3 === 0) await report(rig, deviceId, { seq: day, up: (day * dayMs) / 1000 });
  }
  await fleet.stop();
  const lastDay = async (day: number): Promise<number | null> => {
    const asAt = startMs + day * dayMs + dayMs / 2;
    const { machines } = await pastScene({ store, clock, fleet, rules }, asAt);
    const seen = machines[0]?.lastSeen ?? null;
    expect(seen ?? 0).toBeLessThanOrEqual(asAt);
    return seen === null ? null : Math.floor((seen - startMs + dayMs / 3) / dayMs);
  };
  expect(await lastDay(-1)).toBeNull();
  for (const [day, seen] of [
    [1, 0],
    [3, 3],
    [5, 3],
    [13, 12],
    [19, 18],
  ] as const) {
    expect([day, await lastDay(day)]).toEqual([day, seen]);
  }
});

it('a moment before the roster was begun gets its first state, and is told so', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const deviceId = await admit(rig, 1, { schoolCode: 'A' });
  await rig.clock.advance(100 * dayMs);
  const row = await rig.create('Before', { asAt: startMs - dayMs });
  expect(row.gaps).toEqual([
    ...['lines-not-rebuilt', 'machines-before-history', 'roster-before-history'],
    'sightings-before-history',
  ]);
  const { snapshot } = await rig.planning({ snapshot: 'Before' });
  expect(snapshot.schools).toHaveLength(3);
  expect(machineIn(snapshot, deviceId)).toBeUndefined();
});

it('facts from before their beginnings were kept stand in, and are not sure', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const deviceId = await admit(rig, 1, { schoolCode: 'A' });
  await rig.clock.advance(10 * dayMs);
  await report(rig, deviceId, { seq: 1, readings: [hardware(4)] });
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(rig.path);
  database.exec('UPDATE section SET since = NULL');
  database.close();
  await rig.clock.advance(dayMs);
  const row = await rig.create('Old', { asAt: startMs + dayMs });
  expect(row.gaps).toEqual(['facts-before-history']);
  const { snapshot } = await rig.planning({ snapshot: 'Old' });
  expect(machineIn(snapshot, deviceId)?.memoryBytes).toBe(4 * gib);
});

it('a machine merged since is one machine, under the id that it had by then', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const older = await admit(rig, 1, { schoolCode: 'A' });
  await rig.clock.advance(dayMs);
  const between = rig.clock.now();
  await rig.clock.advance(dayMs);
  const newer = await admit(rig, 2, { schoolCode: 'A' });
  const after = rig.clock.now();
  await rig.clock.advance(dayMs);
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(rig.path);
  database.prepare('UPDATE device SET merged_into = ? WHERE device_id = ?').run(newer, older);
  database.close();
  const idsAt = async (asAtMs: number): Promise<string[]> =>
    (await pastScene({ ...rig, rules }, asAtMs)).machines.map(({ deviceId }) => deviceId);
  expect(await idsAt(between)).toEqual([older]);
  expect(await idsAt(after)).toEqual([newer]);
});

it('the end of today is now; a day that has not come is refused', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const now = rig.clock.now();
  expect((await rig.create('Today', { asAt: now + 3_600_000 })).asAt).toBe(now);
  const refused = await asking(rig).ask('snapshotCreate', {
    ...{ name: 'Tomorrow', kind: 'ad-hoc', asAt: now + dayMs },
  });
  expect(refused).toBe('SD-SNAPSHOT-FUTURE');
});

it('the free space of a disk is that of the machine’s last report by then', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const [busy, silent] = [await admit(rig, 1, { schoolCode: 'A' }), await admit(rig, 2, { schoolCode: 'A' })];
  for (let day = 0; day < 6; day += 1) {
    const usage = [readingOf('usage', { systemFreeBytes: (20 - day) * gib })];
    await report(rig, busy, { seq: day + 1, up: (day * dayMs) / 1000, readings: usage });
    if (day < 2) await report(rig, silent, { seq: day + 1, up: (day * dayMs) / 1000, readings: usage });
    await rig.clock.advance(dayMs);
  }
  await rig.fleet.stop();
  await rig.create('Day 3', { asAt: startMs + 3 * dayMs + 1 });
  const { snapshot } = await rig.planning({ snapshot: 'Day 3' });
  const told = [busy, silent].map((id) => machineIn(snapshot, id));
  expect(told.map((machine) => (machine?.systemDiskFreeBytes ?? 0) / gib)).toEqual([17, 19]);
  // Of a day that is over, only the day is told: its end, 16 hours after the start.
  const endOfDayOne = startMs + dayMs + 16 * 3_600_000 - 1;
  expect(told.map((machine) => machine?.lastSeenMs)).toEqual([startMs + 3 * dayMs, endOfDayOne]);
});
