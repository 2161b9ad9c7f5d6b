import { once } from 'node:events';
import { Agent, createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Crossed, openCountingRelay, untilQuiet } from './counting-relay.ts';

/**
 * The same reports as a measuring agent of today sends them: one HTTPS POST each, on a connection of its own, with a bearer key
 * and a resumed TLS 1.3 session (Giga's daily check app and most inventory agents work so).
 */
export async function postAll(
  payloads: readonly Buffer[],
  pem: { readonly ca: string; readonly certificate: string; readonly key: string },
): Promise<Crossed> {
  const server = createServer({ cert: pem.certificate, key: pem.key }, (asked, answer) => {
    asked.resume();
    asked.on('end', () => answer.writeHead(201, { 'content-type': 'application/json' }).end('{}'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay = await openCountingRelay((server.address() as AddressInfo).port);
  const agent = new Agent({ ca: pem.ca, maxCachedSessions: 10 });
  for (const payload of payloads) {
    await post(relay.port, agent, payload);
    await untilQuiet(relay, 2);
  }
  const crossed = relay.crossed();
  await relay.close();
  server.close();
  return crossed;
}

async function post(port: number, agent: Agent, payload: Buffer): Promise<void> {
  const asking = request({
    ...{ host: '127.0.0.1', port, path: '/api/v1/measurements', method: 'POST', agent },
    headers: {
      'content-type': 'application/json',
      'content-length': payload.length,
      authorization: `Bearer ${'x'.repeat(64)}`,
      'user-agent': 'school-agent/1.0',
    },
  });
  asking.end(payload);
  const [answer] = await once(asking, 'response');
  answer.resume();
  await once(answer, 'end');
}
