import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { openEcho } from '../../../../broker/http/ndt7/echo.ts';
import { createManualClock } from '../../../../shared/runtime/clock.ts';
import { openResources, type Resources } from '../../../support/resources.ts';

async function openDoor(resources: Resources, host = '127.0.0.1') {
  const clock = createManualClock(0);
  const opened = await openEcho({ clock }, { host, port: 0 });
  if (!opened.ok) throw new Error(opened.error);
  const { port } = resources.closing(opened.value);
  return { clock, port };
}

/** Everything that comes back until the other side closes. */
function say(port: number, words: string, localAddress = '127.0.0.1'): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(heard));
    socket.write(words);
  });
}

const ask = 'GET /generate_204 HTTP/1.1\r\nHost: x\r\n\r\n';

test('the echo names the address it was asked from, and ends the connection', async () => {
  await using resources = openResources();
  const { port } = await openDoor(resources);
  expect(await say(port, ask, '127.0.0.7')).toBe(
    'HTTP/1.1 204 No Content\r\ncache-control: no-store\r\nx-address: 127.0.0.7\r\nConnection: close\r\n\r\n',
  );
});

test('behind a door for IPv6 and IPv4 an address of IPv4 is written as such', async () => {
  await using resources = openResources();
  const { port } = await openDoor(resources, '::');
  expect(await say(port, ask, '127.0.0.7')).toContain('x-address: 127.0.0.7\r\n');
});

test('everything else is not found', async () => {
  await using resources = openResources();
  const { port } = await openDoor(resources);
  for (const line of ['GET /', 'POST /generate_204', 'GET /generate_204?x', 'GET http://x/generate_204']) {
    const heard = await say(port, `${line} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 404 /);
    expect(heard).not.toContain('x-address');
  }
  expect(await say(port, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
});

test('more than a kilobyte of header is too much', async () => {
  await using resources = openResources();
  const { port } = await openDoor(resources);
  const heard = await say(port, `GET /generate_204 HTTP/1.1\r\nHost: ${'x'.repeat(1_100)}\r\n\r\n`);
  expect(heard).toMatch(/^HTTP\/1\.1 431 /);
});

test('one network may ask so often, and again later; others are not held up by it', async () => {
  await using resources = openResources();
  const { port, clock } = await openDoor(resources);
  const statuses: string[] = [];
  for (let n = 0; n < 125; n += 1) statuses.push((await say(port, ask)).slice(9, 12));
  expect(statuses.filter((status) => status === '204')).toHaveLength(120);
  expect(statuses.at(-1)).toBe('429');
  expect(await say(port, ask, '127.0.0.8')).toContain(' 204 ');
  await clock.advance(1_000);
  expect(await say(port, ask)).toContain(' 204 ');
});

test('whoever says nothing is shown out', async () => {
  await using resources = openResources();
  const { port } = await openDoor(resources);
  expect(await say(port, '')).not.toContain('204');
  expect(await say(port, 'GET /generate_204 HTTP/1.1\r\n')).not.toContain('204');
});

test('a taken port is told by its code', async () => {
  await using resources = openResources();
  const { port, clock } = await openDoor(resources);
  expect(await openEcho({ clock }, { host: '127.0.0.1', port })).toEqual({ ok: false, error: 'EADDRINUSE' });
});
