import { expect, test } from 'vitest';
import { createEmbeddedTransport } from '../../../broker/transport/embedded-transport.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { createBrokerPki, deviceCn, userCn } from '../../support/broker-pki.ts';
import { eventually } from '../../support/eventually.ts';
import { connectRawClient, openRawClient } from '../../support/mqtt-client.ts';
import { openResources } from '../../support/resources.ts';
import { startTransport } from './started-transport.ts';

const device = { kind: 'device', cn: deviceCn(1) } as const;
const user = { kind: 'user', cn: userCn(1), role: 'technician', unitId: 'area1' } as const;
const statusTopic = `drum/1/${device.cn}/status`;
const will = { topic: statusTopic, payload: Buffer.from('{}'), qos: 1, retain: true } as const;

test('a device with its own certificate and client id is let in, announced and counted', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { client } = await broker.device(device.cn);
  expect(broker.presence).toEqual([`connected ${device.cn}`]);
  expect(broker.transport.connectedCount()).toBe(1);
  client.close();
  await eventually(() => (broker.presence.length === 2 ? true : undefined));
  expect(broker.presence[1]).toBe(`disconnected ${device.cn}`);
  expect(broker.transport.connectedCount()).toBe(0);
});

test('without a certificate nobody gets past the handshake', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const client = await openRawClient({ port: broker.port }).catch(() => null);
  await client?.closed;
  await eventually(() => broker.transport.counters()['no-certificate']);
  expect(broker.logLines.join()).toContain('no-certificate');
});

test('a certificate of another authority is refused, whatever its common name', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  await broker.enrol(device);
  const stranger = await (await createBrokerPki()).client(device.cn);
  const { cert, key } = stranger;
  const client = await openRawClient({ port: broker.port, credentials: { cert, key } }).catch(() => null);
  await client?.closed;
  await eventually(() => broker.transport.counters().certificate);
  expect(broker.transport.connectedCount()).toBe(0);
});

test('an unknown name and a revoked certificate are refused with "not authorised"', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { port } = broker;
  const unknown = await broker.pki.client(deviceCn(9));
  expect((await connectRawClient({ port, credentials: unknown }, { clientId: deviceCn(9) })).returnCode).toBe(
    5,
  );
  const credentials = await broker.enrol(device);
  broker.revoked.add(credentials.sha256);
  expect((await connectRawClient({ port, credentials }, { clientId: device.cn })).returnCode).toBe(5);
  expect(broker.transport.counters().authentication).toBe(2);
  expect(broker.logLines.join()).toContain('revoked');
});

test('a resumed session of a revoked certificate is refused: the ticket alone opens nothing', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { port } = broker;
  const credentials = await broker.enrol(device);
  const first = await openRawClient({ port, credentials });
  const tickets: Buffer[] = [];
  first.socket.on('session', (ticket) => tickets.push(ticket));
  first.send({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    clientId: device.cn,
  });
  await first.next(({ cmd }) => cmd === 'connack');
  const session = await eventually(() => tickets.at(-1));
  first.close();
  const second = await connectRawClient({ port, credentials, session }, { clientId: device.cn });
  expect(second.client.isResumed).toBe(true);
  expect(second.returnCode).toBe(0);
  second.client.close();
  broker.revoked.add(credentials.sha256);
  const third = await connectRawClient({ port, credentials, session }, { clientId: device.cn });
  expect(third.client.isResumed).toBe(true);
  expect(third.returnCode).toBe(5);
});

test.for([
  ['another device', deviceCn(2)],
  ['nothing', ''],
  ['a window, which only users have', `${device.cn}.abcdefgh`],
])('a device may not call itself %s', async ([, clientId]) => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const credentials = await broker.enrol(device);
  const answer = await connectRawClient({ port: broker.port, credentials }, { clientId: clientId! });
  expect(answer.returnCode).toBe(2);
});

test.for([
  ['its bare name', user.cn],
  ['an empty window', `${user.cn}.`],
  ['capitals', `${user.cn}.ABCDEFGH`],
  ['a longer window', `${user.cn}.abcdefghi`],
  ["another user's window", `${userCn(2)}.abcdefgh`],
])('a user may not connect as %s', async ([, clientId]) => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const credentials = await broker.enrol(user);
  const answer = await connectRawClient({ port: broker.port, credentials }, { clientId: clientId! });
  expect(answer.returnCode).toBe(2);
});

test('two windows of one user live side by side', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const credentials = await broker.enrol(user);
  for (const window of ['aaaaaaaa', 'bbbbbbbb']) {
    const clientId = `${user.cn}.${window}`;
    const { client, returnCode } = await connectRawClient({ port: broker.port, credentials }, { clientId });
    resources.defer(client.close);
    expect(returnCode).toBe(0);
  }
  expect(broker.transport.connectedCount()).toBe(2);
});

test.for([
  ["on another device's status", { ...will, topic: `drum/1/${deviceCn(2)}/status` }],
  ['on its report topic', { ...will, topic: `drum/1/${device.cn}/report` }],
  ['at QoS 0', { ...will, qos: 0 as const }],
  ['not retained', { ...will, retain: false }],
])('a will %s is refused at CONNECT', async ([, badWill]) => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const credentials = await broker.enrol(device);
  const connect = { clientId: device.cn, will: badWill as typeof will };
  expect((await connectRawClient({ port: broker.port, credentials }, connect)).returnCode).toBe(5);
  expect(broker.transport.counters().will).toBe(1);
});

test('a user has no will', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const credentials = await broker.enrol(user);
  const connect = { clientId: `${user.cn}.abcdefgh`, will: { ...will, topic: `drum/1/${user.cn}/ask` } };
  expect((await connectRawClient({ port: broker.port, credentials }, connect)).returnCode).toBe(5);
});

test('a will arrives when the connection is cut, not after a goodbye', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { port } = broker;
  const credentials = await broker.enrol(device);
  const polite = await connectRawClient({ port, credentials }, { clientId: device.cn, will });
  polite.client.send({ cmd: 'disconnect' });
  await polite.client.closed;
  const cut = await connectRawClient({ port, credentials }, { clientId: device.cn, will });
  cut.client.close();
  await eventually(() => broker.seen.at(0));
  expect(broker.seen).toEqual([{ kind: 'status', cn: device.cn, payload: '{}' }]);
});

test('a second connection takes over; the will of the first is no news and presence never says otherwise', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { port } = broker;
  const credentials = await broker.enrol(device);
  const first = await connectRawClient({ port, credentials }, { clientId: device.cn, will });
  const second = await connectRawClient({ port, credentials }, { clientId: device.cn, will });
  await first.client.closed;
  await second.client.publish(`drum/1/${device.cn}/report`, '{}');
  expect(broker.seen.map(({ kind }) => kind)).toEqual(['report']);
  expect(broker.presence.at(-1)).toBe(`connected ${device.cn}`);
  expect(broker.transport.connectedCount()).toBe(1);
  second.client.close();
});

test('stopping the broker is no death of its devices', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const credentials = await broker.enrol(device);
  const { client } = await connectRawClient(
    { port: broker.port, credentials },
    { clientId: device.cn, will },
  );
  await broker.transport.stop();
  await client.closed;
  expect(broker.seen).toEqual([]);
});

test('disconnect ends every window of a name', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  const { client } = await broker.device(device.cn);
  broker.transport.disconnect(device.cn);
  await client.closed;
  await eventually(() => (broker.transport.connectedCount() === 0 ? true : undefined));
});

test('a taken port is named', async () => {
  await using resources = openResources();
  const { port, pki } = await startTransport(resources);
  const handlers = {} as never;
  const second = createEmbeddedTransport(
    { handlers, clock: createSystemClock(), log: createLog('test', 'error') },
    { port, host: '127.0.0.1', credentials: await pki.server() },
  );
  resources.defer(() => second.stop());
  expect(await second.start()).toEqual({
    ok: false,
    error: { code: 'SD-PORT-TAKEN', values: { port: String(port) } },
  });
});
