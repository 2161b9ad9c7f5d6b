import { expect, test } from 'vitest';

import { deviceCn } from '../../support/broker-pki.ts';
import { openResources } from '../../support/resources.ts';
import {
  birthPayload,
  bootA,
  bootB,
  deathPayload,
  openTestDatabase,
  reportPayload,
  standingClock,
  startIngest,
} from './started-ingest.ts';

const cn = deviceCn(1);
const now = 1_790_000_000_000;

test('a birth anchors its boot, and is kept for whoever compares fingerprints', async () => {
  await using resources = openResources();
  const clock = standingClock(now);
  const { ingest, database, births, stored } = await startIngest(openTestDatabase(resources), { clock });
  await ingest.status(cn, birthPayload({ up: 60, at: now + 5_000, bootNo: 7 }));
  await ingest.report(cn, reportPayload(1, { up: 50 }));
  expect(births).toMatchObject([{ deviceId: cn, receivedAt: now, isNewBoot: true, bootNoStep: null }]);
  expect(stored[0]).toMatchObject({ measuredAt: now - 10_000, timeQuality: 'anchored' });
  const row = database.prepare('SELECT * FROM boot').get();
  expect(row).toMatchObject({
    boot_no: 7,
    conn: 1,
    anchor_at: now - 60_000,
    clock_offset_ms: 5_000,
    born_at: now,
    ended: null,
  });
  expect(JSON.parse(String(row?.birth))).toMatchObject({ keyId: '0123456789abcdef' });
});

test('a reconnect is another birth of the same boot', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const { ingest, births } = await startIngest(database);
  await ingest.status(cn, birthPayload());
  await ingest.status(cn, birthPayload({ conn: 2, up: 1 }));
  expect(births.map(({ isNewBoot }) => isNewBoot)).toEqual([true, false]);
  expect(database.prepare('SELECT conn FROM boot').all()).toEqual([{ conn: 2 }]);
});

test('a death counts only for the connection of the last birth', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const { ingest } = await startIngest(database);
  await ingest.status(cn, birthPayload());
  await ingest.status(cn, birthPayload({ conn: 2, up: 1 }));
  const later = await startIngest(database);
  await later.ingest.status(cn, deathPayload({ conn: 1 }));
  await later.ingest.status(cn, deathPayload({ boot: bootB, conn: 2 }));
  await later.ingest.status(deviceCn(2), deathPayload({ conn: 2 }));
  expect(later.deaths.map(({ counts }) => counts)).toEqual([false, false, false]);
  expect(database.prepare('SELECT ended FROM boot').all()).toEqual([{ ended: null }]);
  await later.ingest.status(cn, deathPayload({ conn: 2, reason: 'shutdown' }));
  expect(later.deaths.at(-1)).toMatchObject({ counts: true, death: { reason: 'shutdown' } });
  expect(database.prepare('SELECT ended FROM boot').all()).toEqual([{ ended: 'shutdown' }]);
});

test('deaths and births are announced in the order of their arrival, also of one commit', async () => {
  await using resources = openResources();
  const order: string[] = [];
  const running = await startIngest(openTestDatabase(resources));
  const { ingest, births, deaths } = running;
  births.push = (birth) => order.push(`birth ${birth.birth.conn}`);
  deaths.push = (death) => order.push(`death ${death.death.conn} ${death.counts}`);
  await Promise.all([
    ingest.status(cn, birthPayload()),
    ingest.status(cn, deathPayload()),
    ingest.status(cn, birthPayload({ conn: 2 })),
    ingest.status(cn, deathPayload({ conn: 1 })),
  ]);
  expect(order).toEqual(['birth 1', 'death 1 true', 'birth 2', 'death 1 false']);
  expect(ingest.counters().commits).toBe(1);
});

test.for([
  ['a smaller one', 7, 6, 'back'],
  ['the same again', 7, 7, 'back'],
  ['the next', 7, 8, 'next'],
  ['a later one', 7, 10, null],
  ['none, because its state was lost', 7, undefined, null],
] as const)('a new start with boot number %s: %s → %s', async ([, before, after, step]) => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const first = await startIngest(database);
  await first.ingest.status(cn, birthPayload({ bootNo: before }));
  const second = await startIngest(database);
  await second.ingest.status(cn, birthPayload({ boot: bootB, bootNo: after }));
  await second.ingest.status(cn, birthPayload({ boot: bootB, bootNo: after, conn: 2 }));
  expect(second.births.map(({ bootNoStep }) => bootNoStep)).toEqual([step, null]);
  const events = database.prepare('SELECT kind, detail FROM device_event').all();
  expect(events).toEqual(step === 'back' ? [{ kind: 'boot-number-went-back', detail: `7 → ${after}` }] : []);
});

test('a machine that is born again and again leaves a bounded trail', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const { ingest } = await startIngest(database);
  for (let i = 0; i < 60; i += 1) {
    await ingest.status(cn, birthPayload({ boot: i.toString(16).padStart(16, '0'), bootNo: 1 }));
  }
  expect(database.prepare('SELECT count(*) AS n FROM device_event').get()?.n).toBe(24);
});

test('a boot that never connected is dated by its neighbours, whatever came in between', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const hour = 3_600_000;
  const first = await startIngest(database, { clock: standingClock(now - 10 * hour) });
  await first.ingest.status(cn, birthPayload({ at: now - 10 * hour + 3_000 }));
  const later = await startIngest(database, { clock: standingClock(now) });
  await later.ingest.status(cn, birthPayload({ boot: bootB, bootNo: 3, at: now + 5_000 }));
  const offline = { boot: 'cccccccccccccccc', at: now - 5 * hour + 4_000, up: 300 };
  await later.ingest.report(cn, reportPayload(1, offline));
  expect(later.stored[0]).toMatchObject({ timeQuality: 'claimed', measuredAt: now - 5 * hour - 1_000 });
});

test('a status that cannot be read is quarantined under its topic', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const { ingest, births } = await startIngest(database);
  await ingest.status(cn, birthPayload({ conn: 0 }));
  await ingest.status(cn, Buffer.alloc(0));
  expect(births).toEqual([]);
  expect(database.prepare('SELECT topic, reason FROM quarantine').all()).toEqual([
    { topic: `drum/1/${cn}/status`, reason: 'invalid' },
    { topic: `drum/1/${cn}/status`, reason: 'undecodable' },
  ]);
});

test('the anchor and the last birth outlive a restart', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const first = await startIngest(database, { clock: standingClock(now) });
  await first.ingest.status(cn, birthPayload({ up: 100 }));
  const second = await startIngest(database, { clock: standingClock(now + 60_000) });
  await second.ingest.report(cn, reportPayload(1, { boot: bootA, up: 130 }));
  expect(second.stored[0]).toMatchObject({ measuredAt: now + 30_000, timeQuality: 'anchored' });
});
