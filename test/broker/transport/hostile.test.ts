import mqttPacket from 'mqtt-packet';
import { expect, test } from 'vitest';
import { deviceCn, userCn } from '../../support/broker-pki.ts';
import { eventually } from '../../support/eventually.ts';
import { connectRawClient, openRawClient } from '../../support/mqtt-client.ts';
import { openResources } from '../../support/resources.ts';
import { startTransport } from './started-transport.ts';

const cn = deviceCn(1);
const reportTopic = `drum/1/${cn}/report`;
const mebibyte = 1024 * 1024;
const user = { kind: 'user', cn: userCn(1), role: 'technician', unitId: 'area1' } as const;

/** A PUBLISH that announces `length` bytes and brings none. */
function header(length: number): Buffer {
  const bytes = [0x32];
  for (let left = length; ; left >>= 7) {
    bytes.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    if (left <= 0x7f) return Buffer.from(bytes);
  }
}

test('a 256 MB CONNECT is closed at its header, before login, and costs no memory', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const credentials = await broker.enrol({ kind: 'device', cn });
  const { port } = broker;
  const before = process.memoryUsage().rss;
  const clients = await Promise.all(Array.from({ length: 5 }, () => openRawClient({ port, credentials })));
  const chunk = Buffer.alloc(mebibyte);
  for (const client of clients) client.sendBytes(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
  for (const client of clients) client.sendBytes(chunk);
  await Promise.all(clients.map(({ closed }) => closed));
  expect(broker.transport.counters()['frame-too-large']).toBe(5);
  // Both ends live in this process: the clients' own 5 MiB are allowed for.
  expect(process.memoryUsage().rss - before).toBeLessThan(5 * mebibyte + 5 * chunk.length);
});

test('a stranger has 4 KiB, whoever is in has 64 KiB', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const credentials = await broker.enrol({ kind: 'device', cn });
  const stranger = await openRawClient({ port: broker.port, credentials });
  stranger.sendBytes(header(4 * 1024 + 1));
  await stranger.closed;
  const { client } = await broker.device(cn);
  await client.publish(reportTopic, 'x'.repeat(60 * 1024));
  client.sendBytes(header(64 * 1024 + 1));
  await client.closed;
  expect(broker.transport.counters()['frame-too-large']).toBe(2);
  expect(broker.seen).toHaveLength(1);
});

test('a length that never ends is closed', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { client } = await broker.device(cn);
  client.sendBytes(Buffer.from([0x32, 0x80, 0x80, 0x80, 0x80, 0x80]));
  await client.closed;
});

test.for([
  ['garbage', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['a packet before CONNECT', mqttPacket.generate({ cmd: 'pingreq' })],
  ['a CONNECT of another protocol', Buffer.from([0x10, 6, 0, 4, 0x48, 0x54, 0x54, 0x50])],
])('%s ends the connection and is counted', async ([, bytes]) => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const credentials = await broker.enrol({ kind: 'device', cn });
  const client = await openRawClient({ port: broker.port, credentials });
  client.sendBytes(bytes as Buffer);
  await client.closed;
  await eventually(() => {
    const { protocol = 0, 'frame-too-large': tooLarge = 0 } = broker.transport.counters();
    return protocol + tooLarge === 1 ? true : undefined;
  });
});

test('a second CONNECT ends the connection', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { client } = await broker.device(cn);
  client.send({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    clientId: cn,
  });
  await client.closed;
});

test.for([
  ["another device's report", `drum/1/${deviceCn(2)}/report`],
  ["another device's status", `drum/1/${deviceCn(2)}/status`],
  ['an order', `drum/1/${cn}/order`],
  ['an ask', `drum/1/${cn}/ask`],
  ['a view', 'drum/1/_view/head'],
  ['the broker', '$SYS/x/heartbeat'],
  ['a topic of a hundred levels', Array.from({ length: 100 }, () => 'a').join('/')],
  ['a topic like its own', `drum/1/${cn}/repo\u0301rt`],
])('a device publishing as %s is closed; an honest one is unaffected', async ([, topic]) => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const honest = await broker.device(deviceCn(3));
  const { client } = await broker.device(cn);
  await expect(client.publish(topic!, '{}')).rejects.toThrow('ended');
  await honest.client.publish(`drum/1/${deviceCn(3)}/report`, '{}');
  expect(broker.seen).toEqual([{ kind: 'report', cn: deviceCn(3), payload: '{}' }]);
  const { 'publish-elsewhere': elsewhere = 0, protocol = 0 } = broker.transport.counters();
  expect(elsewhere + protocol).toBe(1);
});

test('a refused subscription answers 128 and leaves the connection', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { client } = await broker.device(cn);
  expect(await client.subscribe('#')).toBe(128);
  expect(await client.subscribe(`$share/x/drum/1/${cn}/order`)).toBe(128);
  expect(await client.subscribe(`drum/1/${cn}/order`)).toBe(1);
  expect(broker.transport.counters()['subscribe-elsewhere']).toBe(2);
  await client.publish(reportTopic, '{}');
});

test('no retain of a client survives: nothing planted meets the next subscriber', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { client } = await broker.device(cn);
  await client.publish(reportTopic, '{"planted":1}', { retain: true });
  await client.publish(`drum/1/${cn}/status`, '{}', { retain: true });
  expect(await client.subscribe(`drum/1/${cn}/order`)).toBe(1);
  await broker.transport.publish(`drum/1/${cn}/order`, Buffer.from('{"order":1}'), { qos: 1 });
  await client.next(({ cmd }) => cmd === 'publish');
  const published = client.received.filter((packet) => packet.cmd === 'publish');
  expect(published.map(({ topic }) => topic)).toEqual([`drum/1/${cn}/order`]);
});

test('QoS 2 is not part of the contract', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { client } = await broker.device(cn);
  await client.publish(reportTopic, '{}', { qos: 2 });
  await client.closed;
  expect(broker.transport.counters()['publish-qos-2']).toBe(1);
});

test('ten refusals of a kind are logged in a minute, the rest is counted', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { client } = await broker.device(cn);
  for (let i = 0; i < 50; i += 1) await client.subscribe(`drum/1/x${i}/#`);
  expect(broker.logLines).toHaveLength(10);
  expect(broker.transport.counters()['subscribe-elsewhere']).toBe(50);
});

test('a message that cannot be stored closes the connection without an acknowledgement', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources, {
    onReport: () => Promise.reject(new Error('disk full')),
  });
  const { client } = await broker.device(cn);
  await expect(client.publish(reportTopic, '{}')).rejects.toThrow('ended');
  expect(broker.transport.counters()['not-stored']).toBe(1);
});

test('the acknowledgement waits for the handler', async () => {
  await using resources = openResources();
  const stored: (() => void)[] = [];
  const onReport = () => new Promise<void>((resolve) => stored.push(resolve));
  const broker = await startTransport(resources, { onReport });
  const { client } = await broker.device(cn);
  const acknowledged = client.publish(reportTopic, '{}');
  await eventually(() => stored.at(0));
  client.send({ cmd: 'pingreq' });
  expect(client.received.some(({ cmd }) => cmd === 'puback')).toBe(false);
  stored.at(0)?.();
  await acknowledged;
});

test('views are retained for who comes back, also when it asks for a kept session', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const credentials = await broker.enrol(user);
  const topic = 'drum/1/_view/unit/area1/summary';
  await broker.transport.publish(topic, Buffer.from('{"rev":1}'), { qos: 0, retain: true });
  const open = async () => {
    const connect = { clientId: `${user.cn}.abcdefgh`, clean: false };
    const { client } = await connectRawClient({ port: broker.port, credentials }, connect);
    resources.defer(client.close);
    expect(client.received[0]).toMatchObject({ cmd: 'connack', sessionPresent: false });
    await client.subscribe('drum/1/_view/unit/area1/#');
    const packet = await client.next(({ cmd }) => cmd === 'publish');
    return { client, view: packet.cmd === 'publish' ? packet.payload.toString() : '' };
  };
  const first = await open();
  expect(first.view).toBe('{"rev":1}');
  first.client.close();
  await broker.transport.publish(topic, Buffer.from('{"rev":2}'), { qos: 0, retain: true });
  expect((await open()).view).toBe('{"rev":2}');
});

test('a frozen window stalls nobody: publishers, other windows and the broker go on, its views are dropped', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const credentials = await broker.enrol(user);
  const open = async (window: string) => {
    const connect = { clientId: `${user.cn}.${window}` };
    const { client } = await connectRawClient({ port: broker.port, credentials }, connect);
    resources.defer(client.close);
    await client.subscribe('drum/1/_view/unit/area1/#');
    return client;
  };
  const frozen = await open('frozenaa');
  frozen.socket.pause();
  const awake = await open('awakeaaa');
  const { client } = await broker.device(cn);
  const view = Buffer.alloc(40 * 1024, 0x20);
  for (let round = 1; round <= 300; round += 1) {
    await broker.transport.publish('drum/1/_view/unit/area1/devices/0', view, { qos: 0, retain: true });
    await client.publish(reportTopic, '{}');
    await eventually(() => (awake.received.length > round ? true : undefined));
  }
  expect(broker.seen).toHaveLength(300);
  expect(broker.transport.counters()['views-dropped']).toBeGreaterThan(100);
  expect(frozen.isClosed()).toBe(false);
  expect(broker.transport.connectedCount()).toBe(3);
});

test('silent connections take no place in the queue of handshakes', async () => {
  await using resources = openResources();
  const admission = { atOnce: 2, startsPerTurn: 4, placeMs: 60_000, timeoutMs: 60_000, maxWaiting: 100 };
  const broker = await startTransport(resources, {}, { admission });
  const { connect } = await import('node:net');
  for (let i = 0; i < 20; i += 1) {
    const silent = connect(broker.port, '127.0.0.1');
    resources.defer(() => silent.destroy());
  }
  for (let i = 1; i <= 8; i += 1) await broker.device(deviceCn(i));
  expect(broker.transport.connectedCount()).toBe(8);
});

test('a full house of silent connections turns nobody away who speaks', async () => {
  await using resources = openResources();
  const admission = { atOnce: 2, startsPerTurn: 4, placeMs: 60_000, timeoutMs: 60_000, maxWaiting: 10 };
  const broker = await startTransport(resources, {}, { admission });
  const { connect } = await import('node:net');
  const crowd = Array.from({ length: 10 }, () => connect(broker.port, '127.0.0.1').resume());
  for (const silent of crowd) resources.defer(() => silent.destroy());
  await eventually(() => (crowd.every(({ connecting }) => !connecting) ? true : undefined));
  for (let i = 1; i <= 4; i += 1) await broker.device(deviceCn(i));
  expect(broker.transport.connectedCount()).toBe(4);
  expect(broker.transport.counters()['handshake-queue']).toBeGreaterThanOrEqual(1);
});

test('a peer that stops in the middle of its handshake is closed', async () => {
  await using resources = openResources();
  const admission = { atOnce: 2, startsPerTurn: 4, placeMs: 60_000, timeoutMs: 300, maxWaiting: 100 };
  const broker = await startTransport(resources, {}, { admission });
  const { connect } = await import('node:net');
  let closed = 0;
  for (let i = 0; i < 3; i += 1) {
    const halfSaid = connect(broker.port, '127.0.0.1').resume();
    halfSaid.once('close', () => {
      closed += 1;
    });
    halfSaid.write(Buffer.from([0x16]));
    resources.defer(() => halfSaid.destroy());
  }
  await eventually(() => (closed === 3 ? true : undefined));
  expect(broker.transport.counters()['handshake-timeout']).toBe(3);
});

test('a crowd of half-said handshakes from one address delays another address by one turn', async () => {
  await using resources = openResources();
  const admission = { atOnce: 2, startsPerTurn: 4, placeMs: 100, timeoutMs: 60_000, maxWaiting: 1_000 };
  const broker = await startTransport(resources, {}, { admission });
  const { connect } = await import('node:net');
  const crowd = Array.from({ length: 400 }, () => {
    const halfSaid = connect({ port: broker.port, host: '127.0.0.1', localAddress: '127.0.0.2' });
    halfSaid.write(Buffer.from([0x16]));
    resources.defer(() => halfSaid.destroy());
    return halfSaid;
  });
  await eventually(() => (crowd.every(({ bytesWritten }) => bytesWritten === 1) ? true : undefined));
  // In the order of arrival, 400 peers at two places of 100 ms each would come first: 20 s, beyond the deadline of a test.
  await broker.device(cn);
  expect(broker.transport.connectedCount()).toBe(1);
});
