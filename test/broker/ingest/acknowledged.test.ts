import { expect, test } from 'vitest';
import type { TransportHandlers } from '../../../broker/transport/transport.ts';
import { deviceCn } from '../../support/broker-pki.ts';
import { eventually } from '../../support/eventually.ts';
import { connectRawClient } from '../../support/mqtt-client.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { startTransport } from '../transport/started-transport.ts';
import { createFailingStore } from './failing-store.ts';
import {
  birthPayload,
  bootA,
  deathPayload,
  openTestDatabase,
  reportPayload,
  startIngest,
  storedRows,
} from './started-ingest.ts';

const cn = deviceCn(1);
const honest = deviceCn(2);

/** Sockets, ingest and SQLite together. */
async function start(resources: Resources) {
  const failing = createFailingStore();
  const database = openTestDatabase(resources);
  const running = await startIngest(database, { wrap: failing.wrap });
  const handlers: Partial<TransportHandlers> = {
    onReport: running.ingest.report,
    onStatus: running.ingest.status,
  };
  const broker = await startTransport(resources, handlers);
  return { ...running, broker, database, failing };
}

test('what has a PUBACK is in the database', async () => {
  await using resources = openResources();
  const { broker, database } = await start(resources);
  const { client } = await broker.device(cn);
  await Promise.all([1, 2, 3, 3].map((seq) => client.publish(`drum/1/${cn}/report`, reportPayload(seq))));
  expect(storedRows(database)).toEqual([1, 2, 3].map((seq) => `${cn} ${bootA} ${seq}`));
});

test('a store that fails holds the acknowledgement back, and gives it once when it recovers', async () => {
  await using resources = openResources();
  const { broker, database, failing } = await start(resources);
  const { client } = await broker.device(cn);
  failing.failure = () => ({ kind: 'transient', reason: 'disk I/O error' });
  const published = client.publish(`drum/1/${cn}/report`, reportPayload(1));
  await eventually(() => failing.tried.at(2));
  expect(client.received.some(({ cmd }) => cmd === 'puback')).toBe(false);
  expect(storedRows(database)).toEqual([]);
  failing.failure = null;
  await published;
  expect(storedRows(database)).toEqual([`${cn} ${bootA} 1`]);
  expect(client.received.filter(({ cmd }) => cmd === 'puback')).toHaveLength(1);
});

test('hostile payloads are acknowledged and quarantined; an honest device beside them is stored', async () => {
  await using resources = openResources();
  const { broker, database } = await start(resources);
  const { client } = await broker.device(cn);
  const other = await broker.device(honest);
  const hostile = [
    Buffer.alloc(0),
    Buffer.alloc(50 * 1024, 0x7b),
    Buffer.from('{"v":9}'),
    Buffer.from([1, 2, 3]),
  ];
  for (const [index, payload] of hostile.entries()) {
    await client.publish(`drum/1/${cn}/report`, payload);
    await other.client.publish(`drum/1/${honest}/report`, reportPayload(index + 1));
  }
  await client.publish(`drum/1/${cn}/status`, Buffer.from('x'), { retain: true });
  const reasons = database.prepare('SELECT device_id, reason FROM quarantine ORDER BY id').all();
  expect(reasons.map(({ reason }) => reason)).toEqual([
    'undecodable',
    'too-large',
    'unknown-version',
    'undecodable',
    'undecodable',
  ]);
  expect(new Set(reasons.map(({ device_id }) => device_id))).toEqual(new Set([cn]));
  expect(storedRows(database)).toHaveLength(hostile.length);
  expect(client.isClosed()).toBe(false);
});

test('birth, cut, and the will of the connection: one death that counts', async () => {
  await using resources = openResources();
  const { broker, births, deaths } = await start(resources);
  const credentials = await broker.enrol({ kind: 'device', cn });
  const topic = `drum/1/${cn}/status`;
  const will = { topic, payload: deathPayload(), qos: 1 as const, retain: true };
  const { client } = await connectRawClient({ port: broker.port, credentials }, { clientId: cn, will });
  await client.publish(topic, birthPayload(), { retain: true });
  client.close();
  await eventually(() => deaths.at(0));
  expect(births).toHaveLength(1);
  expect(deaths).toMatchObject([{ counts: true, death: { reason: 'lost' } }]);
});
