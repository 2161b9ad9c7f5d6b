import { expect, test } from 'vitest';
import { deviceCn } from '../../support/broker-pki.ts';
import { eventually } from '../../support/eventually.ts';
import { openRawClient } from '../../support/mqtt-client.ts';
import { openResources } from '../../support/resources.ts';
import { startTransport } from './started-transport.ts';

const cn = deviceCn(1);

test('of many that come at once under one id one stays, and none is left when it is cut off', async () => {
  await using resources = openResources();
  const broker = await startTransport(resources);
  // Who is subscribed leaves slowly, and others come meanwhile.
  const { client: holder, credentials } = await broker.device(cn);
  await holder.subscribe(`drum/1/${cn}/order`);
  const clients = await Promise.all(
    Array.from({ length: 12 }, () => openRawClient({ port: broker.port, credentials })),
  );
  const connect = {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
  } as const;
  for (const client of clients) {
    resources.defer(client.close);
    client.send({ ...connect, clientId: cn });
  }
  const open = () => [holder, ...clients].filter((client) => !client.isClosed());
  await eventually(() => (open().length === 1 ? true : undefined));
  expect(broker.transport.connectedCount()).toBe(1);
  broker.transport.disconnect(cn);
  await eventually(() => (open().length === 0 ? true : undefined));
  expect(broker.presence.at(-1)).toBe(`disconnected ${cn}`);
});
