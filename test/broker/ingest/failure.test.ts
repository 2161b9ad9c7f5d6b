import { expect, test } from 'vitest';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { deviceCn } from '../../support/broker-pki.ts';
import { openResources } from '../../support/resources.ts';
import { createFailingStore } from './failing-store.ts';
import {
  birthPayload,
  bootA,
  openTestDatabase,
  reportPayload,
  startIngest,
  storedRows,
} from './started-ingest.ts';

const cn = deviceCn(1);
const diskFull = { kind: 'transient', reason: 'database or disk is full' } as const;

/** Records when the promise settles, and how. */
function watch(saving: Promise<void>): { state: 'waiting' | 'acknowledged' | 'refused' } {
  const watched: { state: 'waiting' | 'acknowledged' | 'refused' } = { state: 'waiting' };
  saving.then(
    () => {
      watched.state = 'acknowledged';
    },
    () => {
      watched.state = 'refused';
    },
  );
  return watched;
}

test('while the store fails nothing is acknowledged; when it recovers, everything once', async () => {
  await using resources = openResources();
  const clock = createManualClock(1_790_000_000_000);
  const failing = createFailingStore();
  const database = openTestDatabase(resources);
  const { ingest, stored } = await startIngest(database, { clock, wrap: failing.wrap });
  failing.failure = () => diskFull;
  const first = watch(ingest.report(cn, reportPayload(1)));
  await clock.advance(5_000);
  const second = watch(ingest.report(cn, reportPayload(2)));
  await clock.advance(5_000);
  expect([first.state, second.state]).toEqual(['waiting', 'waiting']);
  expect(storedRows(database)).toEqual([]);
  failing.failure = null;
  await clock.advance(5_000);
  expect([first.state, second.state]).toEqual(['acknowledged', 'acknowledged']);
  expect(storedRows(database)).toEqual([`${cn} ${bootA} 1`, `${cn} ${bootA} 2`]);
  expect(stored.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(ingest.counters().storeFailures).toBeGreaterThan(2);
});

test('after 20 seconds of failure the senders are sent away, and their messages taken when they return', async () => {
  await using resources = openResources();
  const clock = createManualClock(1_790_000_000_000);
  const failing = createFailingStore();
  const database = openTestDatabase(resources);
  const { ingest, logLines } = await startIngest(database, { clock, wrap: failing.wrap });
  failing.failure = () => diskFull;
  const sent = watch(ingest.report(cn, reportPayload(1)));
  await clock.advance(19_000);
  expect(sent.state).toBe('waiting');
  await clock.advance(3_000);
  expect(sent.state).toBe('refused');
  expect(failing.tried.length).toBeLessThan(30);
  expect(logLines.at(-1)).toContain('"level":50');
  failing.failure = null;
  await ingest.report(cn, reportPayload(1));
  expect(storedRows(database)).toEqual([`${cn} ${bootA} 1`]);
});

test('a message that can never be stored is quarantined; its neighbours of the same commit are stored', async () => {
  await using resources = openResources();
  const failing = createFailingStore();
  const database = openTestDatabase(resources);
  const { ingest } = await startIngest(database, { wrap: failing.wrap });
  failing.failure = ({ boots }) =>
    boots.some(({ reports }) => reports.some(({ seq }) => seq === 2))
      ? { kind: 'permanent', reason: 'constraint failed' }
      : null;
  await Promise.all([1, 2, 3].map((seq) => ingest.report(cn, reportPayload(seq))));
  expect(storedRows(database)).toEqual([`${cn} ${bootA} 1`, `${cn} ${bootA} 3`]);
  expect(database.prepare('SELECT reason, detail FROM quarantine').all()).toEqual([
    { reason: 'unstorable', detail: 'constraint failed' },
  ]);
});

test('a bug in the store ends neither the broker nor its other messages', async () => {
  await using resources = openResources();
  const failing = createFailingStore();
  const database = openTestDatabase(resources);
  const { ingest } = await startIngest(database, { wrap: failing.wrap });
  failing.failure = ({ unread }) => {
    if (unread.length === 0) throw new TypeError('a bug');
    return null;
  };
  await ingest.report(cn, reportPayload(1));
  failing.failure = null;
  await ingest.report(cn, reportPayload(2));
  expect(storedRows(database)).toEqual([`${cn} ${bootA} 2`]);
  expect(database.prepare('SELECT reason FROM quarantine').all()).toEqual([{ reason: 'unstorable' }]);
});

test('a commit that breaks in its middle leaves nothing of itself, in the store or in memory', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const { ingest } = await startIngest(database);
  database.exec(`CREATE TRIGGER broken BEFORE INSERT ON section BEGIN SELECT RAISE(ABORT, 'cut'); END`);
  const system = { section: 'system', hash: '1111111111111111', facts: { hostname: 'pc1' } };
  await ingest.report(cn, reportPayload(1, { readings: [system] }));
  expect(storedRows(database)).toEqual([]);
  expect(database.prepare('SELECT count(*) AS n FROM boot').get()).toEqual({ n: 0 });
  expect(database.prepare('SELECT reason FROM quarantine').all()).toEqual([{ reason: 'unstorable' }]);
  database.exec('DROP TRIGGER broken');
  await ingest.report(cn, reportPayload(1, { readings: [system] }));
  expect(storedRows(database)).toEqual([`${cn} ${bootA} 1`]);
});

test('a listener that fails does not take the acknowledgement back', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const { ingest, births, logLines } = await startIngest(database);
  births.push = () => {
    throw new Error('listener');
  };
  await ingest.status(cn, birthPayload());
  await ingest.report(cn, reportPayload(1));
  expect(logLines).toHaveLength(1);
  expect(ingest.counters()).toMatchObject({ quarantined: 0, reportsStored: 1, storeFailures: 0 });
});

test('a second process that holds the write lock delays, and loses nothing', async () => {
  await using resources = openResources();
  const path = `${await resources.folder()}/broker.sqlite`;
  const database = openTestDatabase(resources, path);
  const other = openTestDatabase(resources, path);
  database.exec('PRAGMA busy_timeout = 0');
  const clock = createManualClock(1_790_000_000_000);
  const { ingest } = await startIngest(database, { clock });
  other.exec('BEGIN IMMEDIATE');
  const sent = watch(ingest.report(cn, reportPayload(1)));
  await clock.advance(2_000);
  expect(sent.state).toBe('waiting');
  other.exec('ROLLBACK');
  await clock.advance(2_000);
  expect(sent.state).toBe('acknowledged');
  expect(storedRows(other)).toEqual([`${cn} ${bootA} 1`]);
});
