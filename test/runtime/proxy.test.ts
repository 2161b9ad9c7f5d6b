import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createManualClock, createSystemClock } from '../../shared/runtime/clock.ts';
import { reach } from '../../shared/runtime/proxy.ts';
import { openConnectProxy } from '../support/connect-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/network-gap.ts';
import { openResources, type Resources } from '../support/resources.ts';

const limits = { clock: createSystemClock(), timeoutMs: 10_000 };

async function listen(
  resources: Resources,
  onConnection: (socket: Socket) => void,
  host = '127.0.0.1',
): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  }).listen(0, host);
  await once(server, 'listening');
  resources.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server that says back what it hears. */
const listenEcho = (resources: Resources, host?: string): Promise<number> =>
  listen(resources, (socket) => socket.pipe(socket), host);

async function through(resources: Resources, ...how: Parameters<typeof reach>): Promise<string> {
  const reached = await reach(...how);
  if (!reached.ok) return reached.error;
  resources.defer(() => reached.value.destroy());
  reached.value.write('trống trường');
  const [answer] = await once(reached.value, 'data');
  return String(answer);
}

test('straight, and through a proxy', async () => {
  await using resources = openResources();
  const target = { host: '127.0.0.1', port: await listenEcho(resources) };
  const proxy = await openConnectProxy(resources);
  expect(await through(resources, target, undefined, limits)).toBe('trống trường');
  expect(proxy.asked).toEqual([]);
  expect(await through(resources, target, proxy, limits)).toBe('trống trường');
  expect(proxy.asked).toEqual([{ to: `127.0.0.1:${target.port}`, authorization: undefined }]);
});

test('an IPv6 address travels in brackets', async () => {
  await using resources = openResources();
  const target = { host: '::1', port: await listenEcho(resources, '::1') };
  const proxy = await openConnectProxy(resources);
  expect(await through(resources, target, proxy, limits)).toBe('trống trường');
  expect(proxy.asked[0]?.to).toBe(`[::1]:${target.port}`);
});

test('a name is left to the proxy, which may know more of them', async () => {
  await using resources = openResources();
  const target = { host: 'broker.school.invalid', port: await listenEcho(resources) };
  const proxy = await openConnectProxy(resources, { resolve: { 'broker.school.invalid': '127.0.0.1' } });
  expect(await through(resources, target, proxy, limits)).toBe('trống trường');
});

test('Basic authentication in UTF-8; without it, or with a wrong one, the word is 407', async () => {
  await using resources = openResources();
  const target = { host: '127.0.0.1', port: await listenEcho(resources) };
  const credentials = 'trường:mật:khẩu';
  const { host, port } = await openConnectProxy(resources, { credentials });
  expect(await through(resources, target, { host, port, credentials }, limits)).toBe('trống trường');
  expect(await through(resources, target, { host, port }, limits)).toBe('proxy 407');
  const wrong = { host, port, credentials: 'trường:khác' };
  expect(await through(resources, target, wrong, limits)).toBe('proxy 407');
});

test('what stands behind the header belongs to the tunnel', async () => {
  await using resources = openResources();
  const port = await listen(resources, (socket) => {
    socket.write('HTTP/1.0 200 OK\r\nX: y\r\n\r\nfirst words');
  });
  const reached = await reach({ host: 'x', port: 1 }, { host: '127.0.0.1', port }, limits);
  if (!reached.ok) throw new Error(reached.error);
  const [words] = await once(reached.value, 'data');
  expect(String(words)).toBe('first words');
  reached.value.destroy();
});

describe('a proxy that is none', () => {
  test.each([
    ['answers in one byte at a time', 'HTTP/1.1 503 Busy\r\n\r\n', 'proxy 503'],
    ['sends a header without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(9_000)}`, 'proxy answer-too-long'],
    [
      'sends a header that is too long',
      `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(9_000)}\r\n\r\n`,
      'proxy answer-too-long',
    ],
    ['speaks something else', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', 'proxy not-understood'],
    ['says nothing and goes', '', 'proxy closed'],
  ])('that %s', async (_how, answer, reason) => {
    await using resources = openResources();
    const heard: string[] = [];
    const pieces = answer.length < 100 ? [...answer] : [answer];
    const say = (socket: Socket): void => {
      for (const piece of pieces) socket.write(piece);
      if (answer === '') socket.destroy();
    };
    const port = await listen(resources, (socket) => {
      socket.on('data', (bytes) => heard.push(String(bytes))).once('data', () => say(socket));
    });
    const target = { host: 'x', port: 1 };
    expect(await reach(target, { host: '127.0.0.1', port }, limits)).toEqual({ ok: false, error: reason });
    expect(heard).toEqual(['CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n']);
  });

  test('that is not there', async () => {
    const proxy = { host: '127.0.0.1', port: await freePort() };
    expect(await reach({ host: 'x', port: 1 }, proxy, limits)).toEqual({
      ok: false,
      error: 'proxy ECONNREFUSED',
    });
  });

  test('that says nothing is given up, and its connection ended', async () => {
    await using resources = openResources();
    const ended = Promise.withResolvers<void>();
    let asked = false;
    const port = await listen(resources, (socket) => {
      socket.once('data', () => {
        asked = true;
      });
      socket.on('close', () => ended.resolve());
    });
    const clock = createManualClock(0);
    const reaching = reach({ host: 'x', port: 1 }, { host: '127.0.0.1', port }, { clock, timeoutMs: 5_000 });
    await eventually(() => asked || undefined);
    await clock.advance(5_000);
    expect(await reaching).toEqual({ ok: false, error: 'proxy timeout' });
    await ended.promise;
  });

  test('an attempt that is called off ends its connection', async () => {
    await using resources = openResources();
    const ended = Promise.withResolvers<void>();
    const calling = new AbortController();
    const port = await listen(resources, (socket) => {
      socket.on('close', () => ended.resolve());
      socket.once('data', () => calling.abort());
    });
    const proxy = { host: '127.0.0.1', port };
    const called = await reach({ host: 'x', port: 1 }, proxy, { ...limits, signal: calling.signal });
    expect(called).toEqual({ ok: false, error: 'proxy aborted' });
    await ended.promise;
  });
});
