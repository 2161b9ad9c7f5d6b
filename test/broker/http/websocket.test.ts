import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import mqttPacket from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { buildTopic } from '../../../shared/contract/topics.ts';
import { type ClientCredentials, createBrokerPki, deviceCn, userCn } from '../../support/broker-pki.ts';
import { eventually } from '../../support/eventually.ts';
import { connectRawClient, openRawClient } from '../../support/mqtt-client.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { startWebBroker, type WebBroker } from '../../support/web-broker.ts';
import { connectPacket, connectWebClient, openWebClient, type WebClient } from '../../support/web-client.ts';

const cn = deviceCn(1);
const report = buildTopic({ kind: 'report', cn });
const order = buildTopic({ kind: 'order', cn });

async function connected(
  resources: Resources,
  broker: WebBroker,
): Promise<{ client: WebClient; credentials: ClientCredentials }> {
  const credentials = await broker.enrol({ kind: 'device', cn });
  const { client, returnCode } = await connectWebClient(
    resources,
    { port: broker.webPort, credentials },
    { clientId: cn },
  );
  if (returnCode !== 0) throw new Error(`refused with ${returnCode}`);
  return { client, credentials };
}

test('a device reports and gets orders through the web port', async () => {
  await using resources = openResources();
  const broker = await startWebBroker(resources);
  const { client } = await connected(resources, broker);
  expect(broker.presence).toEqual([`connected ${cn}`]);
  client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: order, qos: 1 }] });
  await client.next(({ cmd }) => cmd === 'suback');
  client.send({
    ...{ cmd: 'publish', topic: report, payload: '{"seq":1}', qos: 1 },
    ...{ messageId: 2, retain: false, dup: false },
  });
  await client.next(({ cmd }) => cmd === 'puback');
  expect(broker.seen).toEqual([{ kind: 'report', cn, payload: '{"seq":1}' }]);
  await broker.transport.publish(order, Buffer.from('{"kind":"welcome"}'), { qos: 1 });
  expect(await client.next((packet) => packet.cmd === 'publish')).toMatchObject({ topic: order });
  broker.transport.disconnect(cn);
  await client.closed;
  await eventually(() => broker.presence[1]);
  expect(broker.presence).toEqual([`connected ${cn}`, `disconnected ${cn}`]);
});

test('a packet may come in pieces, several in one frame', async () => {
  await using resources = openResources();
  const broker = await startWebBroker(resources);
  const credentials = await broker.enrol({ kind: 'device', cn });
  const client = await openWebClient(resources, { port: broker.webPort, credentials });
  const ping = mqttPacket.generate({ cmd: 'pingreq' });
  const bytes = Buffer.concat([mqttPacket.generate(connectPacket({ clientId: cn })), ping, ping]);
  for (const byte of bytes.subarray(0, 20)) client.socket.send(Buffer.of(byte));
  client.socket.send(bytes.subarray(20));
  await eventually(() => client.received.filter(({ cmd }) => cmd === 'pingresp')[1]);
});

describe('the upgrade is refused, and counted,', () => {
  test.each([
    ['without a certificate', 'HTTP 401', 'no-certificate'],
    ['with a certificate of another authority', 'HTTP 401', 'certificate'],
    ['at another path', 'HTTP 404', 'websocket'],
    ['without the subprotocol', 'HTTP 400', 'websocket'],
    ['with another subprotocol', 'HTTP 400', 'websocket'],
    ['from a page in a browser', 'HTTP 403', 'websocket'],
    ['in another version of the protocol', 'HTTP 400', 'websocket'],
  ] as const)('%s', async (how, message, reason) => {
    await using resources = openResources();
    const broker = await startWebBroker(resources);
    const ours = await broker.enrol({ kind: 'device', cn });
    const foreign = { ...(await (await createBrokerPki()).client(cn)), ca: ours.ca };
    const port = broker.webPort;
    const options = {
      'without a certificate': { port },
      'with a certificate of another authority': { port, credentials: foreign },
      'at another path': { port, credentials: ours, path: '/join' },
      'without the subprotocol': { port, credentials: ours, protocols: [] },
      'with another subprotocol': { port, credentials: ours, protocols: ['mqttv3.1'] },
      'from a page in a browser': { port, credentials: ours, over: { origin: 'https://evil.example' } },
      'in another version of the protocol': {
        ...{ port, credentials: ours },
        over: { headers: { 'Sec-WebSocket-Version': '7' } },
      },
    }[how];
    const opening = openWebClient(resources, options);
    if (how === 'in another version of the protocol') {
      // The library insists on its own header, so the request is made by hand.
      await opening;
      const socket = await secure(broker, ours);
      socket.write(upgradeRequest().replace('Version: 13', 'Version: 7'));
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
      socket.destroy();
    } else await expect(opening).rejects.toThrow(message);
    expect(broker.refusals(reason)).toBe(1);
  });

  test('when the session was resumed that had begun without a certificate', async () => {
    await using resources = openResources();
    const broker = await startWebBroker(resources);
    const first = await secure(broker, {});
    first.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    const [session] = (await once(first, 'session')) as [Buffer];
    first.destroy();
    const second = await secure(broker, {}, session);
    expect(second.isSessionReused()).toBe(true);
    second.write(upgradeRequest());
    const [answer] = await once(second, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /);
    second.destroy();
    expect(broker.refusals('no-certificate')).toBe(1);

    // Nor does it open the MQTT port.
    const refused = await openRawClient({ port: broker.port, session }).then(
      (client) => client.closed,
      () => {},
    );
    expect(refused).toBeUndefined();
    expect(broker.refusals('no-certificate')).toBe(2);
  });
});

function secure(
  broker: WebBroker,
  { ca, cert, key }: Partial<ClientCredentials>,
  session?: Buffer,
): Promise<TLSSocket> {
  const socket = connect({
    ...{ host: '127.0.0.1', port: broker.webPort, servername: 'localhost' },
    ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...(session === undefined ? {} : { session }),
  });
  socket.on('error', () => {});
  return once(socket, 'secureConnect').then(() => socket);
}

function upgradeRequest(): string {
  return [
    'GET /mqtt HTTP/1.1',
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol: mqtt',
    '\r\n',
  ].join('\r\n');
}

describe('inside, the wall is that of the MQTT port', () => {
  test('a revoked certificate is let in to the door and no further', async () => {
    await using resources = openResources();
    const broker = await startWebBroker(resources);
    const credentials = await broker.enrol({ kind: 'device', cn });
    broker.revoked.add(credentials.sha256);
    const { client, returnCode } = await connectWebClient(
      resources,
      { port: broker.webPort, credentials },
      { clientId: cn },
    );
    expect(returnCode).toBe(5);
    await client.closed;
    expect(broker.refusals('authentication')).toBe(1);
  });

  test('another client id, another will', async () => {
    await using resources = openResources();
    const broker = await startWebBroker(resources);
    const credentials = await broker.enrol({ kind: 'device', cn });
    const at = { port: broker.webPort, credentials };
    const other = await connectWebClient(resources, at, { clientId: deviceCn(2) });
    expect(other.returnCode).toBe(2);
    const topic = buildTopic({ kind: 'status', cn: deviceCn(2) });
    const will = { topic, payload: Buffer.from('x'), qos: 1, retain: true } as const;
    const willing = await connectWebClient(resources, at, { clientId: cn, will });
    expect(willing.returnCode).toBe(5);
    expect([broker.refusals('client-id'), broker.refusals('will')]).toEqual([1, 1]);
  });

  test.each([
    ['a CONNECT above 4 KB', 'frame-too-large'],
    ['a packet above 64 KB in small frames', 'frame-too-large'],
    ['a frame above 64 KB', 'frame-too-large'],
    ['a text frame', 'websocket'],
    ['the topic of another device', 'publish-elsewhere'],
    ['a packet that is none', 'protocol'],
  ] as const)('%s ends the connection', async (what, reason) => {
    await using resources = openResources();
    const broker = await startWebBroker(resources);
    if (what === 'a CONNECT above 4 KB') {
      const credentials = await broker.enrol({ kind: 'device', cn });
      const client = await openWebClient(resources, { port: broker.webPort, credentials });
      client.send(connectPacket({ clientId: cn, username: 'x'.repeat(4_096) }));
      await client.closed;
    } else {
      const { client } = await connected(resources, broker);
      const publish = (topic: string, bytes: number) =>
        mqttPacket.generate({
          ...{ cmd: 'publish', topic, payload: Buffer.alloc(bytes), qos: 1 },
          ...{ messageId: 1, retain: false, dup: false },
        });
      const act = {
        'a packet above 64 KB in small frames': () => {
          const bytes = publish(report, 70_000);
          for (let at = 0; at < bytes.length; at += 10_000)
            client.socket.send(bytes.subarray(at, at + 10_000));
        },
        'a frame above 64 KB': () => client.socket.send(Buffer.alloc(70_000, 0xc0)),
        'a text frame': () => client.socket.send('\u0000'),
        'the topic of another device': () =>
          client.socket.send(publish(buildTopic({ kind: 'report', cn: deviceCn(2) }), 3)),
        'a packet that is none': () => client.socket.send(Buffer.of(0xf0, 0x00)),
      }[what];
      act();
      await client.closed;
    }
    expect(broker.refusals(reason)).toBe(1);
    expect(broker.seen).toEqual([]);
    // Nobody else minds.
    const cnOfOther = deviceCn(3);
    const credentials = await broker.enrol({ kind: 'device', cn: cnOfOther });
    const at = { port: broker.webPort, credentials };
    expect(await connectWebClient(resources, at, { clientId: cnOfOther })).toMatchObject({ returnCode: 0 });
  });

  test('a window that stops reading loses views, and stalls nobody', async () => {
    await using resources = openResources();
    const broker = await startWebBroker(resources);
    const user = userCn(1);
    const credentials = await broker.enrol({ kind: 'user', cn: user, role: 'technician', unitId: 'a' });
    const { client } = await connectWebClient(
      resources,
      { port: broker.webPort, credentials },
      { clientId: `${user}.abcdefgh` },
    );
    const topic = buildTopic({ kind: 'head' });
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 0 }] });
    await client.next(({ cmd }) => cmd === 'suback');
    client.socket.pause();
    const { client: device } = await broker.device(cn);
    const view = Buffer.alloc(40_000);
    await eventually(async () => {
      await broker.transport.publish(topic, view, { qos: 0 });
      return broker.transport.counters()['views-dropped'] || undefined;
    });
    await device.publish(report, '{}');
    expect(broker.transport.connectedCount()).toBe(2);
  });
});

describe('those who only hold a connection', () => {
  test('an upgrade request that never ends is ended', async () => {
    await using resources = openResources();
    const broker = await startWebBroker(resources, {}, { slowRequestMs: 300 });
    const socket = await secure(broker, {});
    resources.defer(() => socket.destroy());
    socket.resume();
    socket.write('GET /mqtt HTTP/1.1\r\nHost: x\r\nX-');
    const dripping = setInterval(() => socket.write('a'), 20);
    resources.defer(() => clearInterval(dripping));
    await once(socket, 'close');
  });

  test('too many of them give way to whoever asks', async () => {
    await using resources = openResources();
    const broker = await startWebBroker(resources, {}, { maxVisitors: 20 });
    const idle: TLSSocket[] = [];
    for (let n = 0; n < 60; n += 1) {
      const socket = await secure(broker, {});
      resources.defer(() => socket.destroy());
      socket.resume();
      socket.write('GET /mqtt HTTP/1.1\r\n');
      idle.push(socket);
    }
    await connected(resources, broker);
    await eventually(() => idle.filter(({ destroyed }) => destroyed).length >= 41 || undefined);
    expect(idle.filter(({ destroyed }) => !destroyed).length).toBeLessThanOrEqual(20);
    expect(broker.transport.connectedCount()).toBe(1);
  });

  test('an upgraded connection that never says CONNECT is no device', async () => {
    await using resources = openResources();
    const broker = await startWebBroker(resources);
    const credentials = await broker.enrol({ kind: 'device', cn });
    await openWebClient(resources, { port: broker.webPort, credentials });
    expect(broker.transport.connectedCount()).toBe(0);
    const mqtt = await connectRawClient({ port: broker.port, credentials }, { clientId: cn });
    resources.defer(mqtt.client.close);
    expect(mqtt.returnCode).toBe(0);
  });
});
