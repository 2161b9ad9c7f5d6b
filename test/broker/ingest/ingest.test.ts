import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createManualClock, createSystemClock } from '../../../shared/runtime/clock.ts';
import { deviceCn } from '../../support/broker-pki.ts';
import { openResources } from '../../support/resources.ts';
import {
  birthPayload,
  bootA,
  bootB,
  hash1,
  hash2,
  openTestDatabase,
  reportPayload,
  startIngest,
  storedRows,
} from './started-ingest.ts';

const cn = deviceCn(1);
const now = 1_790_000_000_000;
const hour = 3_600_000;

test('a report is stored once, whatever the number of its arrivals, also after a restart', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const before = await startIngest(database);
  await Promise.all([1, 2, 2, 1, 3].map((seq) => before.ingest.report(cn, reportPayload(seq))));
  await before.ingest.close();
  const after = await startIngest(database);
  await Promise.all([3, 4].map((seq) => after.ingest.report(cn, reportPayload(seq))));
  expect(storedRows(database)).toEqual([1, 2, 3, 4].map((seq) => `${cn} ${bootA} ${seq}`));
  expect(before.ingest.counters()).toMatchObject({ reportsStored: 3, duplicates: 2 });
  expect(after.ingest.counters()).toMatchObject({ reportsStored: 1, duplicates: 1 });
  expect([...before.stored, ...after.stored].map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
});

test('any arrivals of any boots of any devices: stored is the set of (device, boot, seq)', async () => {
  const arrival = fc.record({
    device: fc.integer({ min: 1, max: 3 }),
    boot: fc.constantFrom(bootA, bootB),
    seq: fc.integer({ min: 1, max: 12 }),
    restart: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(arrival, { maxLength: 40 }), async (arrivals) => {
      await using resources = openResources();
      const database = openTestDatabase(resources);
      let running = await startIngest(database);
      for (const { device, boot, seq, restart } of arrivals) {
        await running.ingest.report(deviceCn(device), reportPayload(seq, { boot }));
        if (restart) running = await startIngest(database);
      }
      const model = new Set(arrivals.map(({ device, boot, seq }) => `${deviceCn(device)} ${boot} ${seq}`));
      expect(storedRows(database)).toEqual([...model].sort());
    }),
    { numRuns: 40 },
  );
});

test('the identity is the topic’s; the payload has no say in it', async () => {
  await using resources = openResources();
  const { ingest, database } = await startIngest(openTestDatabase(resources));
  await ingest.report(cn, reportPayload(1, { deviceId: deviceCn(2), cn: deviceCn(2) }));
  expect(storedRows(database)).toEqual([`${cn} ${bootA} 1`]);
});

test('the typed row carries what the usage says, and unknown as NULL', async () => {
  await using resources = openResources();
  const clock = createManualClock(now);
  const { ingest, database } = await startIngest(openTestDatabase(resources), { clock });
  const facts = { cpuPercent: 12.4, memoryAvailableBytes: 3_221_225_472, gatewayLatencyMs: 1.9 };
  await ingest.report(cn, reportPayload(1, { readings: [{ section: 'usage', hash: hash1, facts }] }));
  expect(database.prepare('SELECT * FROM report_20260921').get()).toMatchObject({
    cpu_percent: 12,
    memory_available_mib: 3072,
    gateway_ms: 2,
    system_free_mib: null,
  });
});

const system = (hostname: string, hash: string) => ({ section: 'system', hash, facts: { hostname } });

test('state follows the time of measurement, never the order of arrival', async () => {
  const ticks = [
    { seq: 1, up: 100, reading: system('one', hash1) },
    { seq: 2, up: 200, reading: system('two', hash2) },
    { seq: 3, up: 300, reading: system('one', hash1) },
    { seq: 4, up: 400, reading: system('four', '4444444444444444') },
    { seq: 5, up: 400, reading: system('five', '5555555555555555') },
  ];
  const orders = fc.shuffledSubarray(ticks, { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      await using resources = openResources();
      const clock = createManualClock(now);
      const { ingest, database } = await startIngest(openTestDatabase(resources), { clock });
      const birth = ingest.status(cn, birthPayload({ up: 1000, at: now }));
      await clock.advance(10);
      await birth;
      for (const { seq, up, reading } of order) {
        const done = ingest.report(cn, reportPayload(seq, { up, readings: [reading] }));
        await clock.advance(10);
        await done;
      }
      const newest = order.toSorted((a, b) => a.seq - b.seq).at(-1)!;
      const row = database.prepare('SELECT hash, seq, reading FROM section').get();
      expect(row).toMatchObject({ hash: newest.reading.hash, seq: newest.seq });
      expect(JSON.parse(String(row?.reading))).toEqual(newest.reading);
    }),
    { numRuns: 60 },
  );
});

test('what a section was before is kept, bounded', async () => {
  await using resources = openResources();
  const { ingest, database } = await startIngest(openTestDatabase(resources));
  for (let seq = 1; seq <= 70; seq += 1) {
    const hash = seq.toString(16).padStart(16, '0');
    await ingest.report(cn, reportPayload(seq, { readings: [system(`h${seq}`, hash)] }));
  }
  const kept = database.prepare('SELECT count(*) AS n FROM section_history').get()?.n;
  expect(kept).toBe(50);
});

test('an outcome is written when it is news', async () => {
  await using resources = openResources();
  const { ingest, database } = await startIngest(openTestDatabase(resources));
  const tick = (seq: number, outcome: string) =>
    ingest.report(cn, reportPayload(seq, { outcomes: [{ collector: 'software', outcome, ms: seq }] }));
  await tick(1, 'ok');
  await tick(2, 'ok');
  expect(database.prepare('SELECT outcome, ms FROM outcome').all()).toEqual([{ outcome: 'ok', ms: 1 }]);
  await tick(3, 'timed-out');
  expect(database.prepare('SELECT outcome, ms FROM outcome').all()).toEqual([
    { outcome: 'timed-out', ms: 3 },
  ]);
});

test('the marker’s hashes reach whoever orders a resend', async () => {
  await using resources = openResources();
  const { ingest, stored } = await startIngest(openTestDatabase(resources));
  await ingest.report(cn, reportPayload(1, { hashes: { hardware: hash2 } }));
  expect(stored[0]).toMatchObject({ deviceId: cn, seq: 1, hashes: { hardware: hash2 } });
});

const deep = `{"v":1,"x":${'['.repeat(40)}${']'.repeat(40)}}`;
const bomb = Buffer.concat([Buffer.of(1), deflateRawSync(Buffer.alloc(8 * 1024 * 1024, 0x20))]);

test.for<[string, string | Buffer, string]>([
  ['nothing', '', 'undecodable'],
  ['garbage', Buffer.from([0xff, 0x00, 0x31]), 'undecodable'],
  ['half a JSON', '{"v":1', 'undecodable'],
  ['deep JSON', deep, 'undecodable'],
  ['a deflate bomb', bomb, 'undecodable'],
  ['another version', '{"v":2,"boot":"x"}', 'unknown-version'],
  ['a wrong field', reportPayload(1, { boot: 'not hex' }), 'invalid'],
  ['number zero', reportPayload(0), 'invalid'],
  ['50 KiB', Buffer.alloc(50 * 1024, 0x7b), 'too-large'],
  ['a prototype', '{"v":1,"__proto__":{"seq":1}}', 'invalid'],
])('%s is quarantined and acknowledged', async ([, payload, reason]) => {
  await using resources = openResources();
  const { ingest, database, stored } = await startIngest(openTestDatabase(resources));
  await ingest.report(cn, Buffer.from(payload));
  await ingest.report(cn, reportPayload(1));
  expect(database.prepare('SELECT device_id, topic, reason FROM quarantine').all()).toEqual([
    { device_id: cn, topic: `drum/1/${cn}/report`, reason },
  ]);
  expect(stored).toHaveLength(1);
  expect(ingest.counters()).toMatchObject({ quarantined: 1, reportsStored: 1 });
});

test('a broker whose clock went back stamps no earlier than its newest row, and says so', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const before = await startIngest(database, { clock: createManualClock(now) });
  await before.ingest.report(cn, reportPayload(1));
  const slightly = await startIngest(database, { clock: createManualClock(now - 4 * 60_000) });
  await slightly.ingest.report(cn, reportPayload(2));
  expect(slightly.stored[0]?.receivedAt).toBe(now - 4 * 60_000);
  expect(slightly.logLines).toEqual([]);
  const behind = await startIngest(database, { clock: createManualClock(now - 30 * 24 * hour) });
  await behind.ingest.report(cn, reportPayload(3));
  expect(behind.stored[0]?.receivedAt).toBe(now);
  expect(behind.logLines).toHaveLength(1);
});

test('a device cannot open more boots than ten thousand', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
    INSERT INTO boot (device_id, boot, first_at) SELECT '${cn}', printf('%016x', i), ${now} FROM n`);
  const { ingest } = await startIngest(database);
  await ingest.report(cn, reportPayload(1));
  await ingest.report(deviceCn(2), reportPayload(1));
  expect(database.prepare('SELECT reason FROM quarantine').all()).toEqual([{ reason: 'too-many-boots' }]);
  expect(storedRows(database)).toEqual([`${deviceCn(2)} ${bootA} 1`]);
});

test('messages that take long to read give way to others between them', async () => {
  await using resources = openResources();
  const system = createSystemClock();
  let readingMs = 0;
  const clock = { ...system, monotonicMs: () => system.monotonicMs() + readingMs++ * 5 };
  const { ingest, database } = await startIngest(openTestDatabase(resources), { clock });
  const order: string[] = [];
  setImmediate(() => setImmediate(() => order.push('another turn of the loop')));
  const reports = [1, 2, 3, 4, 5, 6].map(async (seq) => {
    await ingest.report(cn, reportPayload(seq));
    order.push(`report ${seq}`);
  });
  await Promise.all(reports);
  expect(storedRows(database)).toHaveLength(6);
  expect(ingest.counters().commits).toBeGreaterThan(1);
  expect(order.at(-1)).toBe('report 6');
  expect(order).toContain('another turn of the loop');
});

test('after closing nothing is taken', async () => {
  await using resources = openResources();
  const { ingest } = await startIngest(openTestDatabase(resources));
  await ingest.close();
  await expect(ingest.report(cn, reportPayload(1))).rejects.toThrow('closing');
});
