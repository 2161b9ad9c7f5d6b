import { expect, test } from 'vitest';
import { replayQuarantine, startReplayAfterUpgrade } from '../../../broker/ingest/replay.ts';
import type { UnreadMessage } from '../../../broker/store/report-port.ts';
import { createRegistry } from '../../../broker/store/sqlite/registry.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { deviceCn } from '../../support/broker-pki.ts';
import { eventually } from '../../support/eventually.ts';
import { openResources } from '../../support/resources.ts';
import {
  birthPayload,
  bootA,
  openTestDatabase,
  reportPayload,
  startIngest,
  storedRows,
} from './started-ingest.ts';

const cn = deviceCn(1);
const at = 1_790_000_000_000;

/** As an older version, which could not read it, would have kept it. */
function keptBefore(payload: Buffer, parts: Partial<UnreadMessage> = {}): UnreadMessage {
  return {
    at,
    deviceId: cn,
    topic: `drum/1/${cn}/report`,
    reason: 'unknown-version',
    detail: '',
    payload,
    ...parts,
  };
}

async function holding(database: ReturnType<typeof openTestDatabase>, unread: readonly UnreadMessage[]) {
  const running = await startIngest(database);
  await running.store.save({ boots: [], sections: [], outcomes: [], events: [], unread });
  return running;
}

test('what can be read now is stored as of its arrival, once, and leaves the quarantine', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const many = Array.from({ length: 99 }, (_, index) => keptBefore(reportPayload(index + 1)));
  const { ingest, store, stored } = await holding(database, [keptBefore(Buffer.from('x')), ...many]);
  await ingest.report(cn, reportPayload(1));
  expect(await replayQuarantine(store, ingest)).toEqual({ replayed: 99, kept: 1 });
  expect(storedRows(database)).toHaveLength(99);
  expect(stored.filter(({ receivedAt }) => receivedAt === at)).toHaveLength(98);
  expect(await store.quarantined({}, { afterId: 0, limit: 10 })).toHaveLength(1);
  expect(await replayQuarantine(store, ingest)).toEqual({ replayed: 0, kept: 1 });
});

test('an old birth is over: it goes without anchoring anything', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const { ingest, store, births } = await holding(database, [
    keptBefore(birthPayload(), { topic: `drum/1/${cn}/status` }),
  ]);
  expect(await replayQuarantine(store, ingest)).toEqual({ replayed: 1, kept: 0 });
  expect(births).toEqual([]);
  expect(database.prepare('SELECT count(*) AS n FROM boot').get()).toEqual({ n: 0 });
});

test.for(['unstorable', 'too-many-boots', 'uncertain-duplicate'])(
  '%s is for a person to judge',
  async (reason) => {
    await using resources = openResources();
    const database = openTestDatabase(resources);
    const { ingest, store } = await holding(database, [keptBefore(reportPayload(1), { reason })]);
    expect(await replayQuarantine(store, ingest)).toEqual({ replayed: 0, kept: 1 });
    expect(storedRows(database)).toEqual([]);
  },
);

test('what cannot be stored stays in the quarantine', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const { ingest, store } = await holding(database, [keptBefore(reportPayload(1))]);
  await ingest.close();
  expect(await replayQuarantine(store, ingest)).toEqual({ replayed: 0, kept: 1 });
  const later = await startIngest(database);
  expect(await replayQuarantine(store, later.ingest)).toEqual({ replayed: 1, kept: 0 });
  expect(storedRows(database)).toEqual([`${cn} ${bootA} 1`]);
});

test('each version of the program replays once by itself; broken off, the next start does it again', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const { ingest, store: reports } = await holding(database, [keptBefore(reportPayload(1))]);
  const store = { ...reports, ...createRegistry(database) };
  const lines: string[] = [];
  const log = createLog('test', 'info', { write: (line) => lines.push(line) });
  const deps = { store, ingest, log };

  await startReplayAfterUpgrade(deps, '2.0.0')();
  expect(await store.setting('quarantineReadBy')).toBeNull();

  const stop = startReplayAfterUpgrade(deps, '2.0.0');
  await eventually(() => (lines.length > 0 ? true : undefined));
  await stop();
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ replayed: 1, kept: 0 });
  expect(storedRows(database)).toEqual([`${cn} ${bootA} 1`]);

  await reports.save({
    boots: [],
    sections: [],
    outcomes: [],
    events: [],
    unread: [keptBefore(reportPayload(2))],
  });
  const taken: unknown[] = [];
  const unused = { replay: (arrival: unknown) => Promise.resolve(void taken.push(arrival)) };
  const same = startReplayAfterUpgrade({ ...deps, ingest: unused }, '2.0.0');
  const newer = startReplayAfterUpgrade(deps, '2.1.0');
  await eventually(() => (lines.length > 1 ? true : undefined));
  await Promise.all([same(), newer()]);
  expect(taken).toEqual([]);
  expect(storedRows(database)).toHaveLength(2);
});
