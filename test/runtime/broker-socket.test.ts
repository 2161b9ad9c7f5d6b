import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { openBrokerSocket } from '../../shared/runtime/broker-socket.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { createBrokerPki, deviceCn } from '../support/broker-pki.ts';
import { openResources, type Resources } from '../support/resources.ts';

/** What a machine says first, to somebody who never answers. */
async function greetingBytes(resources: Resources, carrier: 'mqtt' | 'websocket'): Promise<number> {
  const { ca, cert: certificate, key } = await (await createBrokerPki()).client(deviceCn(1));
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const address = { host: '127.0.0.1', mqttPort: port, httpsPort: port };
  const leaving = new AbortController();
  const opened = openBrokerSocket(
    { address, carrier, proxy: undefined, credentials: { ca, certificate, key } },
    { clock: createManualClock(0), signal: leaving.signal },
  );
  const [socket] = (await once(server, 'connection')) as [Socket];
  resources.defer(async () => {
    leaving.abort();
    socket.destroy();
    server.close();
    await opened;
  });
  socket.on('error', () => {});
  const [hello] = (await once(socket, 'data')) as [Buffer];
  // Length of the first record (RFC 8446 §5.1).
  return hello.readUInt16BE(3);
}

test('the greeting at the MQTT port carries no key share that is never taken there; the web’s does', async () => {
  await using resources = openResources();
  expect(await greetingBytes(resources, 'mqtt')).toBeLessThan(600);
  expect(await greetingBytes(resources, 'websocket')).toBeGreaterThan(1_200);
});
