import { expect, test } from 'vitest';
import { emptyLedger } from '../../../broker/ingest/ledger.ts';
import type { ReportBatch, UnreadMessage } from '../../../broker/store/report-port.ts';
import { createReportStore } from '../../../broker/store/sqlite/reports.ts';
import { deviceCn } from '../../support/broker-pki.ts';
import { openResources } from '../../support/resources.ts';
import { bootA, openTestDatabase, storedRows } from '../ingest/started-ingest.ts';

const cn = deviceCn(1);
const dayMs = 86_400_000;
const now = 1_790_000_000_000;
const nothing: ReportBatch = { boots: [], sections: [], outcomes: [], events: [], unread: [] };

/** A batch of one boot with one report of each time. */
function batchOf(...receivedAt: number[]): ReportBatch {
  const record = {
    number: null,
    deviceId: cn,
    boot: bootA,
    bootNo: 3,
    conn: 1,
    anchorAt: now,
    clockOffsetMs: 0,
    firstAt: now,
    bornAt: now,
    birth: '{}',
    ended: null,
    isForeign: false,
    movedTo: null,
    ledger: { contiguous: 2, beyond: [[5, 9] as const], uncertainTo: 1 },
    lastAt: Math.max(...receivedAt),
  };
  const reports = receivedAt.map((at, index) => ({
    seq: index + 1,
    receivedAt: at,
    measuredAt: at,
    timeQuality: 'anchored' as const,
    cpuPercent: null,
    memoryAvailableBytes: null,
    systemFreeBytes: null,
    gatewayLatencyMs: null,
  }));
  return { ...nothing, boots: [{ record, isChanged: true, reports }] };
}

function unread(deviceId: string, size: number): UnreadMessage {
  const payload = Buffer.alloc(size, 0x78);
  return { at: now, deviceId, topic: `drum/1/${deviceId}/report`, reason: 'invalid', detail: '', payload };
}

test('a boot is read as it was saved', async () => {
  await using resources = openResources();
  const store = createReportStore(openTestDatabase(resources));
  const batch = batchOf(now);
  const saved = await store.save(batch);
  const found = await store.boots([
    { deviceId: cn, boot: bootA },
    { deviceId: deviceCn(2), boot: bootA },
  ]);
  expect(saved).toEqual({ ok: true, value: [1] });
  expect(found).toEqual({ ok: true, value: [{ ...batch.boots[0]?.record, number: 1 }] });
  expect(await store.traces([cn, deviceCn(2)])).toEqual({
    ok: true,
    value: [
      {
        bootCount: 1,
        lastBirth: { boot: bootA, conn: 1, isForeign: false },
        lastStart: { boot: bootA, bootNo: 3 },
        evidence: [{ anchorAt: now, clockOffsetMs: 0 }],
      },
      { bootCount: 0, lastBirth: null, lastStart: null, evidence: [] },
    ],
  });
});

test('reports lie in the table of their day of receipt', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const store = createReportStore(database);
  const midnight = Math.ceil(now / dayMs) * dayMs;
  await store.save(batchOf(midnight - 1, midnight));
  const tables = database.prepare(
    `SELECT name FROM sqlite_schema WHERE name GLOB 'report_[0-9]*' ORDER BY name`,
  );
  expect(tables.all().map(({ name }) => name)).toEqual(['report_20260921', 'report_20260922']);
  expect(storedRows(database)).toHaveLength(2);
  expect(await store.newestAt()).toBe(midnight);
});

test('pruning drops old days, keeps ledgers for 400 days, and then nothing of them', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const store = createReportStore(database);
  await store.save(batchOf(now - 31 * dayMs, now - 30 * dayMs, now));
  expect(await store.prune(now, { reportDays: 30 })).toEqual({ tables: 1, boots: 0 });
  expect(storedRows(database)).toHaveLength(2);
  expect(await store.prune(now + 399 * dayMs, { reportDays: 30 })).toEqual({ tables: 2, boots: 0 });
  expect(await store.prune(now + 401 * dayMs, { reportDays: 30 })).toEqual({ tables: 0, boots: 1 });
  expect(database.prepare('SELECT count(*) AS n FROM ledger').get()).toEqual({ n: 0 });
  await store.save(batchOf(now + 402 * dayMs));
  expect(storedRows(database)).toHaveLength(1);
});

test('a failed save forgets the day table that it made', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const store = createReportStore(database);
  database.exec(`CREATE TRIGGER cut BEFORE INSERT ON quarantine BEGIN SELECT RAISE(ABORT, 'cut'); END`);
  const saved = await store.save({ ...batchOf(now), unread: [unread(cn, 10)] });
  expect(saved).toEqual({ ok: false, error: { kind: 'permanent', reason: 'cut' } });
  expect((await store.save(batchOf(now))).ok).toBe(true);
  expect(storedRows(database)).toHaveLength(1);
});

test('the quarantine keeps 100 messages of a machine, then a counter and a hash in one row', async () => {
  await using resources = openResources();
  const store = createReportStore(openTestDatabase(resources));
  await store.save({ ...nothing, unread: Array.from({ length: 250 }, () => unread(cn, 10)) });
  await store.save({ ...nothing, unread: [unread(deviceCn(2), 10)] });
  const own = await store.quarantined({ deviceId: cn }, { afterId: 0, limit: 1000 });
  expect(own).toHaveLength(101);
  expect(own.at(-1)).toMatchObject({ reason: 'over-budget', detail: '150', sizeBytes: 1500 });
  expect((await store.quarantinedMessage(own.at(-1)!.id))?.payload).toBeNull();
  expect((await store.quarantinedMessage(own[0]!.id))?.payload).toEqual(Buffer.alloc(10, 0x78));
  expect(await store.quarantined({}, { afterId: 0, limit: 1000 })).toHaveLength(102);
});

test('the quarantine keeps 1 MB of a machine', async () => {
  await using resources = openResources();
  const store = createReportStore(openTestDatabase(resources));
  await store.save({ ...nothing, unread: Array.from({ length: 30 }, () => unread(cn, 60_000)) });
  const rows = await store.quarantined({}, { afterId: 0, limit: 1000 });
  expect(rows.filter(({ reason }) => reason === 'invalid')).toHaveLength(16);
});

test('the quarantine keeps 256 MB in all, and has room again after a purge', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  database
    .prepare(`INSERT INTO quarantine (at, device_id, topic, reason, detail, size_bytes, sha256, payload)
      VALUES (0, 'd-x', '', 'invalid', '', ?, '', x'00')`)
    .run(256_000_000 - 15);
  const store = createReportStore(database);
  await store.save({ ...nothing, unread: [unread(cn, 10), unread(cn, 10)] });
  const reasons = async () =>
    (await store.quarantined({ deviceId: cn }, { afterId: 0, limit: 10 })).map(({ reason }) => reason);
  expect(await reasons()).toEqual(['invalid', 'over-budget']);
  expect(await store.purgeQuarantine({ deviceId: 'd-x' })).toBe(1);
  await store.save({ ...nothing, unread: [unread(cn, 10)] });
  expect(await reasons()).toEqual(['invalid', 'over-budget', 'invalid']);
  expect(await store.purgeQuarantine({})).toBe(3);
});

test('an empty store has no newest row', async () => {
  await using resources = openResources();
  expect(await createReportStore(openTestDatabase(resources)).newestAt()).toBeNull();
  expect(emptyLedger.contiguous).toBe(0);
});
