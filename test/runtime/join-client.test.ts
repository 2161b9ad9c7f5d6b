import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { expect, test } from 'vitest';
import { formatJoinToken, type JoinToken, parseJoinToken } from '../../shared/contract/join-token.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { askTerms, openJoinDoor } from '../../shared/runtime/join-client.ts';
import { openTestAuthority } from '../support/installation.ts';
import { openResources, type Resources } from '../support/resources.ts';

/** A server with our certificate that answers as the test wants, and a token for it. */
async function openDoorTo(resources: Resources, answer: RequestListener) {
  const { authority } = await openTestAuthority(resources, createManualClock(Date.UTC(2026, 10, 22)));
  const { keyPem, chainPem } = authority.server;
  const server = resources.closing(
    createServer({ key: keyPem, cert: chainPem, minVersion: 'TLSv1.3' }, answer),
  );
  const failed: string[] = [];
  server.on('tlsClientError', (cause) => void failed.push(cause.message));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const token: JoinToken = {
    addresses: [{ host: 'localhost', mqttPort: 1, httpsPort: port }],
    caSha256: authority.caSha256,
    id: 'aaaaaaaa',
    secret: 'A'.repeat(22),
    exp: 1,
  };
  const door = await openJoinDoor(token);
  if (!door.ok) throw new Error(door.error.code);
  return { token, failed, terms: () => askTerms(door.value, token) };
}

test.for<readonly [string, RequestListener]>([
  ['a connection cut before the answer', (request) => request.socket.destroy()],
  [
    'a connection cut in the middle of it',
    (request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"v":1', () => request.socket.destroy());
    },
  ],
  ['an answer without end', (_request, response) => void response.end(' '.repeat(100_000))],
  ['an answer that is not JSON', (_request, response) => void response.end('<html>')],
  ['an answer of another kind', (_request, response) => void response.end('{"v":1}')],
])('%s is a broker out of reach, and is known at once', async ([, answer]) => {
  await using resources = openResources();
  const door = await openDoorTo(resources, answer);
  expect(await door.terms()).toMatchObject({ ok: false, error: { code: 'SD-BROKER-UNREACHABLE' } });
});

test('the look at the certificate is no handshake that failed', async () => {
  await using resources = openResources();
  const door = await openDoorTo(resources, (_request, response) => void response.end('{}'));
  await door.terms();
  expect(door.failed).toEqual([]);
});

test('a refusal is its code; one of a newer broker keeps its words', async () => {
  await using resources = openResources();
  const known = await openDoorTo(resources, (_request, response) => {
    response.writeHead(403);
    response.end('{"v":1,"error":{"code":"SD-JOIN-TOKEN-SPENT","message":"x"}}');
  });
  expect(await known.terms()).toEqual({ ok: false, error: { code: 'SD-JOIN-TOKEN-SPENT', values: {} } });
  const unknown = await openDoorTo(resources, (_request, response) => {
    response.end('{"v":1,"error":{"code":"SD-NEW","message":"something new"}}');
  });
  expect(await unknown.terms()).toMatchObject({
    ok: false,
    error: { code: 'SD-BROKER-REFUSED', values: { reason: 'something new' } },
  });
});

test('addresses are tried in turn; nobody there names the last one', async () => {
  await using resources = openResources();
  const { token } = await openDoorTo(resources, () => {});
  const [good] = token.addresses;
  if (good === undefined) throw new Error('no address');
  const closed = createTcpServer();
  await once(closed.listen(0, '127.0.0.1'), 'listening');
  const bad = { ...good, httpsPort: (closed.address() as AddressInfo).port };
  await new Promise((resolve) => closed.close(resolve));
  expect(await openJoinDoor({ ...token, addresses: [bad, good] })).toMatchObject({
    ok: true,
    value: { address: good },
  });
  expect(await openJoinDoor({ ...token, addresses: [bad] })).toMatchObject({
    ok: false,
    error: { code: 'SD-BROKER-UNREACHABLE', values: { reason: 'ECONNREFUSED' } },
  });
});

test('a pasted token survives what a chat program does to it', async () => {
  await using resources = openResources();
  const { token } = await openDoorTo(resources, () => {});
  const text = formatJoinToken(token);
  const pasted = `\ufeff ${text.slice(0, 30)}\r\n  ${text.slice(30)}\u200b\n`;
  expect(parseJoinToken(pasted)).toEqual({ ok: true, value: token });
  expect(parseJoinToken(text.slice(0, -9))).toEqual({ ok: false, error: 'damaged' });
  expect(parseJoinToken('hello')).toEqual({ ok: false, error: 'not-a-token' });
});
