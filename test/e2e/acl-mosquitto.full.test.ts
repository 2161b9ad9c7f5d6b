import { expect, test } from 'vitest';
import { aclLines } from '../../broker/transport/acl.ts';
import {
  clientIdOf,
  identities,
  readableTopics,
  topics,
  unitsOfGrant,
  wideFilters,
  writableTopics,
} from '../support/access-table.ts';
import { type BrokerPki, createBrokerPki, deviceCn } from '../support/broker-pki.ts';
import { startMosquitto } from '../support/mosquitto.ts';
import { connectRawClient, type RawClient } from '../support/mqtt-client.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { requireTool } from '../support/tools.ts';

const worker = 'b-aaaaaaaaaaaaaaaa';
const listener = 'b-zzzzzzzzzzzzzzzz';
const revoked = deviceCn(9);

const acl = aclLines(
  'mosquitto',
  identities.map((identity) => ({
    identity,
    unitIds: identity.kind === 'user' ? (unitsOfGrant[identity.unitId] ?? []) : [],
  })),
  [worker],
).join('\n');

type Broker = { readonly port: number; readonly pki: BrokerPki };

async function connectAs(
  resources: Resources,
  { port, pki }: Broker,
  cn: string,
  clientId = cn,
): Promise<RawClient> {
  const credentials = await pki.client(cn);
  const { client, returnCode } = await connectRawClient({ port, credentials }, { clientId });
  if (returnCode !== 0) throw new Error(`refused with ${returnCode}`);
  resources.defer(client.close);
  return client;
}

async function startBroker(resources: Resources, program: string, access: string): Promise<Broker> {
  const pki = await createBrokerPki();
  return { pki, ...(await startMosquitto(resources, program, { pki, acl: access })) };
}

function publishesOf({ received }: RawClient) {
  return received.flatMap((packet) =>
    packet.cmd === 'publish' ? [{ topic: packet.topic, payload: packet.payload.toString() }] : [],
  );
}

const isEnd = (packet: RawClient['received'][number]): boolean =>
  packet.cmd === 'publish' && packet.payload.toString() === 'end';

const everybody = [
  ...identities.map((identity) => ({
    cn: identity.cn,
    clientId: clientIdOf(identity),
    writes: writableTopics(identity),
    reads: readableTopics(identity),
  })),
  { cn: revoked, clientId: revoked, writes: [], reads: [] },
];

test('mosquitto with the printed rules: whoever publishes whatever, exactly what the table says is delivered', async (context) => {
  const program = requireTool(context, 'mosquitto');
  await using resources = openResources();
  const access = `${acl}\nuser ${listener}\ntopic readwrite #\n`;
  const broker = await startBroker(resources, program, access);
  const superuser = await connectAs(resources, broker, listener);
  await superuser.subscribe('#');
  for (const { cn, clientId } of everybody) {
    const client = await connectAs(resources, broker, cn, clientId);
    // Refused ones are acknowledged too (MQTT 3.1.1 has no other word) and dropped.
    for (const topic of topics) await client.publish(topic, `${cn} ${topic}`);
    client.close();
  }
  await superuser.publish('elsewhere', 'end');
  await superuser.next(isEnd);
  const delivered = publishesOf(superuser).map(({ payload }) => payload);
  const allowed = everybody.flatMap(({ cn, writes }) => writes.map((topic) => `${cn} ${topic}`));
  expect(delivered.sort()).toEqual([...allowed, 'end'].sort());
});

test('mosquitto with the printed rules: whoever subscribes to whatever, exactly what the table says is delivered', async (context) => {
  const program = requireTool(context, 'mosquitto');
  await using resources = openResources();
  const access = `${acl}\nuser ${listener}\ntopic readwrite #\n`;
  const broker = await startBroker(resources, program, access);
  const superuser = await connectAs(resources, broker, listener);
  const readers: { readonly client: RawClient; readonly cn: string; readonly reads: readonly string[] }[] =
    [];
  for (const { cn, clientId, reads } of everybody) {
    const client = await connectAs(resources, broker, cn, clientId);
    for (const filter of [...topics, ...wideFilters]) await client.subscribe(filter);
    readers.push({ client, cn, reads });
  }
  for (const topic of topics) await superuser.publish(topic, topic);
  for (const { client, cn, reads } of readers) {
    const [own] = reads;
    if (own !== undefined) {
      await superuser.publish(own, 'end');
      await client.next(isEnd);
    }
    const seen = new Set(publishesOf(client).map(({ topic }) => topic));
    expect([cn, [...seen].sort()]).toEqual([cn, [...reads].sort()]);
  }
});

test('a worker takes in for everybody and speaks to everybody, and is nobody itself', async (context) => {
  const program = requireTool(context, 'mosquitto');
  await using resources = openResources();
  const access = `${acl}\nuser ${listener}\ntopic readwrite #\n`;
  const broker = await startBroker(resources, program, access);
  const superuser = await connectAs(resources, broker, listener);
  await superuser.subscribe('#');
  const ingest = await connectAs(resources, broker, worker);
  await ingest.subscribe('$share/ingest/drum/1/+/report');
  for (const topic of topics) await ingest.publish(topic, topic);
  await superuser.publish(`drum/1/${deviceCn(1)}/report`, 'end');
  await superuser.next(isEnd);
  await ingest.next(isEnd);
  expect(publishesOf(ingest)).toHaveLength(1);
  const written = new Set(publishesOf(superuser).map(({ topic }) => topic));
  written.delete(`drum/1/${deviceCn(1)}/report`);
  expect([...written].sort()).toEqual(
    topics.filter((topic) => /^drum\/1\/[du_][^/]*\/(order$|tell|unit|head)/.test(topic)).sort(),
  );
});

test('rules of an installation in which nobody is yet let nobody do anything', async (context) => {
  const program = requireTool(context, 'mosquitto');
  await using resources = openResources();
  const broker = await startBroker(resources, program, `${aclLines('mosquitto', [], []).join('\n')}\n`);
  const client = await connectAs(resources, broker, revoked);
  const other = await connectAs(resources, broker, deviceCn(8));
  await client.subscribe('#');
  await other.publish('drum/1/x/report', 'x');
  await client.publish('drum/1/x/report', 'x');
  client.send({ cmd: 'pingreq' });
  await client.next(({ cmd }) => cmd === 'pingresp');
  expect(publishesOf(client)).toEqual([]);
});
