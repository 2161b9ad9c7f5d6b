import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { defaultLimits } from '../../../broker/transport/limits.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { deviceCn, userCn } from '../../support/broker-pki.ts';
import { eventually } from '../../support/eventually.ts';
import { connectRawClient, openRawClient, type RawClient } from '../../support/mqtt-client.ts';
import { openResources } from '../../support/resources.ts';
import { startTransport } from './started-transport.ts';

const cn = deviceCn(1);
const reportTopic = `drum/1/${cn}/report`;
const user = { kind: 'user', cn: userCn(1), role: 'technician', unitId: 'area1' } as const;

function burst(client: RawClient, count: number): void {
  for (let messageId = 1; messageId <= count; messageId += 1)
    client.send({
      cmd: 'publish',
      topic: reportTopic,
      payload: '{}',
      qos: 1,
      retain: false,
      dup: false,
      messageId,
    });
}

const acknowledged = (client: RawClient): number =>
  client.received.filter(({ cmd }) => cmd === 'puback').length;

test('who sends too much is read later, in order, and never closed; an honest one is not delayed', async () => {
  await using resources = openResources();
  const limits = { ...defaultLimits, packets: { burst: 100, perSecond: 500 } };
  const broker = await startTransport(resources, {}, { limits });
  const honest = await broker.device(deviceCn(2));
  const { client } = await broker.device(cn);
  burst(client, 400);
  await honest.client.publish(`drum/1/${deviceCn(2)}/report`, '{}');
  expect(acknowledged(client)).toBeLessThan(400);
  await eventually(() => (acknowledged(client) === 400 ? true : undefined));
  expect(client.isClosed()).toBe(false);
  expect(broker.transport.counters().slowed).toBeGreaterThan(0);
  expect(broker.logLines.length).toBeLessThanOrEqual(10);
  const ids = client.received.flatMap((packet) => (packet.cmd === 'puback' ? [packet.messageId] : []));
  expect(ids).toEqual(Array.from({ length: 400 }, (_, n) => n + 1));
});

test('at most sixteen packets of a connection are in work, whatever it sends', async () => {
  await using resources = openResources();
  const settle: (() => void)[] = [];
  let most = 0;
  const onReport = () =>
    new Promise<void>((resolve) => {
      settle.push(resolve);
      most = Math.max(most, settle.length);
    });
  const broker = await startTransport(resources, { onReport });
  const { client } = await broker.device(cn);
  burst(client, 200);
  while (acknowledged(client) < 200) {
    await eventually(() => (settle.length > 0 ? true : undefined));
    // Whatever else would come has come.
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    for (const done of settle.splice(0)) done();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(most).toBeGreaterThanOrEqual(16);
  expect(most).toBeLessThanOrEqual(2 * 16);
});

test('when too much is in work, connections wait for it and nothing is lost', async () => {
  await using resources = openResources();
  const limits = { ...defaultLimits, maxWorking: 4 };
  const broker = await startTransport(resources, {}, { limits });
  const clients = await Promise.all([1, 2, 3, 4].map((n) => broker.device(deviceCn(n))));
  for (let round = 0; round < 50; round += 1) {
    await Promise.all(
      clients.map(({ client }, n) => client.publish(`drum/1/${deviceCn(n + 1)}/report`, `{"n":${round}}`)),
    );
  }
  expect(broker.seen).toHaveLength(200);
});

test('a packet that comes byte by byte, and a hundred that come at once, are all read', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { client } = await broker.device(cn);
  for (const byte of Buffer.from([0xc0, 0])) {
    client.sendBytes(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.sendBytes(Buffer.concat(Array.from({ length: 100 }, () => Buffer.from([0xc0, 0]))));
  const pongs = (): number => client.received.filter(({ cmd }) => cmd === 'pingresp').length;
  await eventually(() => (pongs() === 101 ? true : undefined));
});

test('an identity that comes again and again waits for its CONNACK; another does not', async () => {
  await using resources = openResources();
  const limits = { ...defaultLimits, connects: { burst: 3, perSecond: 5 } };
  const broker = await startTransport(resources, {}, { limits });
  const credentials = await broker.enrol({ kind: 'device', cn });
  for (let n = 0; n < 6; n += 1) {
    const { client, returnCode } = await connectRawClient(
      { port: broker.port, credentials },
      { clientId: cn },
    );
    expect(returnCode).toBe(0);
    client.close();
  }
  expect(broker.transport.counters()['connect-slowed']).toBe(3);
  await broker.device(deviceCn(2));
  expect(broker.transport.counters()['connect-slowed']).toBe(3);
});

test('who leaves while waiting for the CONNACK is forgotten, and takes nobody over', async () => {
  await using resources = openResources();
  const limits = { ...defaultLimits, connects: { burst: 1, perSecond: 2 } };
  const system = createSystemClock();
  const cancelledMs: number[] = [];
  const after: typeof system.after = (delayMs, callback, options) => {
    const cancel = system.after(delayMs, callback, options);
    return () => {
      cancelledMs.push(delayMs);
      cancel();
    };
  };
  const broker = await startTransport(resources, {}, { limits, clock: { ...system, after } });
  const { client: holder, credentials } = await broker.device(cn);
  const impatient = await openRawClient({ port: broker.port, credentials });
  impatient.send({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    clientId: cn,
  });
  await eventually(() => broker.transport.counters()['connect-slowed']);
  impatient.close();
  // Its wait of half a second; those of the handshakes are longer.
  await eventually(() => cancelledMs.find((delayMs) => delayMs <= 500));
  await holder.publish(reportTopic, '{}');
  expect(holder.isClosed()).toBe(false);
  expect(broker.transport.connectedCount()).toBe(1);
});

test('connections beyond those of one identity are refused; they are given back', async () => {
  await using resources = openResources();
  const limits = { ...defaultLimits, maxConnections: 2 };
  const broker = await startTransport(resources, {}, { limits });
  const credentials = await broker.enrol(user);
  const open = (window: string) =>
    connectRawClient({ port: broker.port, credentials }, { clientId: `${user.cn}.${window}` });
  const { client } = await open('aaaaaaaa');
  const second = await open('bbbbbbbb');
  resources.defer(second.client.close);
  await expect(open('cccccccc')).rejects.toThrow();
  expect(broker.transport.counters().connections).toBe(1);
  client.close();
  await eventually(() => (broker.transport.connectedCount() === 1 ? true : undefined));
  const third = await open('dddddddd');
  expect(third.returnCode).toBe(0);
  third.client.close();
});

test('subscriptions of a connection are bounded; who leaves one may take another', async () => {
  await using resources = openResources();
  const limits = { ...defaultLimits, maxSubscriptions: 2 };
  const broker = await startTransport(resources, {}, { limits });
  const credentials = await broker.enrol(user);
  const { client } = await connectRawClient(
    { port: broker.port, credentials },
    { clientId: `${user.cn}.aaaaaaaa` },
  );
  resources.defer(client.close);
  const unit = (n: number) => `drum/1/_view/unit/area1x${n}/#`;
  expect([
    await client.subscribe(unit(1)),
    await client.subscribe(unit(2)),
    await client.subscribe(unit(3)),
  ]).toEqual([1, 1, 128]);
  expect(await client.subscribe(unit(2))).toBe(1);
  client.send({ cmd: 'unsubscribe', messageId: 99, unsubscriptions: [unit(1)] });
  await client.next(({ cmd }) => cmd === 'unsuback');
  expect(await client.subscribe(unit(3))).toBe(1);
  expect(broker.transport.counters().subscriptions).toBe(1);
});

test('a window that reads nothing for a minute is closed and counted; what it held is bounded', async () => {
  await using resources = openResources();
  const system = createSystemClock();
  let laterMs = 0;
  const clock = { ...system, monotonicMs: () => system.monotonicMs() + laterMs };
  const broker = await startTransport(resources, {}, { clock });
  const credentials = await broker.enrol(user);
  const { client } = await connectRawClient(
    { port: broker.port, credentials },
    { clientId: `${user.cn}.frozenaa` },
  );
  resources.defer(client.close);
  await client.subscribe('drum/1/_view/unit/area1/#');
  client.socket.pause();
  const view = Buffer.alloc(40 * 1024, 0x20);
  const topic = 'drum/1/_view/unit/area1/devices/0';
  const hourOfViews = 720;
  for (let n = 0; n < hourOfViews && broker.transport.connectedCount() > 0; n += 1) {
    await broker.transport.publish(topic, view, { qos: 0, retain: true });
    await new Promise((resolve) => setImmediate(resolve));
    laterMs += 5_000;
  }
  expect(broker.transport.connectedCount()).toBe(0);
  expect(broker.transport.counters().frozen).toBe(1);
  expect(broker.transport.counters()['views-dropped']).toBeGreaterThan(5);
});

test('TLS 1.2 is refused, unless the installation allows it', async () => {
  await using resources = openResources();
  const speak = async (minTlsVersion?: 'TLSv1.2'): Promise<string> => {
    const broker = await startTransport(resources, {}, minTlsVersion === undefined ? {} : { minTlsVersion });
    const { ca, cert, key } = await broker.enrol({ kind: 'device', cn });
    const socket = connect({ port: broker.port, host: '127.0.0.1', ca, cert, key, maxVersion: 'TLSv1.2' });
    resources.defer(() => socket.destroy());
    return new Promise((resolve) => {
      socket.once('secureConnect', () => resolve(String(socket.getProtocol())));
      socket.once('error', () => resolve('refused'));
    });
  };
  expect(await speak()).toBe('refused');
  expect(await speak('TLSv1.2')).toBe('TLSv1.2');
});
