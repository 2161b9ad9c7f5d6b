import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { runSpeedTest } from '../../../agent/line/ndt7.ts';
import { ndt7Subprotocol } from '../../../shared/contract/ndt7.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { createHastyClock } from '../../support/ndt7-rig.ts';
import { openResources, type Resources } from '../../support/resources.ts';

/** What a server does with a request; whatever goes beyond HTTP and WebSocket is its own. */
type Manners = (socket: Socket, request: string) => void;

async function openRawServer(resources: Resources, behave: Manners): Promise<string> {
  const server = resources.closing(createServer());
  server.on('connection', (socket) => {
    resources.defer(() => socket.destroy());
    socket.on('error', () => {});
    let request = '';
    socket.on('data', (chunk) => {
      const isNew = !request.includes('\r\n\r\n');
      if (isNew) request += chunk;
      if (isNew && request.includes('\r\n\r\n')) behave(socket, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

/** The answer to an upgrade, as it should be but for what is given. */
function upgrade(request: string, headers: Readonly<Record<string, string>> = {}): string {
  const [, key = ''] = /sec-websocket-key: (.*)\r/i.exec(request) ?? [];
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const lines = Object.entries({
    ...{ Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Accept': accept },
    ...{ 'Sec-WebSocket-Protocol': ndt7Subprotocol, ...headers },
  }).flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}\r\n`]));
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`;
}

/** The head of a frame with 16 bits of length. */
const frame = (firstByte: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([firstByte, 126, body.length >> 8, body.length & 0xff]), body]);

function forever(socket: Socket, bytes: Buffer | string): void {
  if (socket.destroyed) return;
  if (socket.write(bytes)) setImmediate(forever, socket, bytes);
  else socket.once('drain', () => forever(socket, bytes));
}

const afterUpgrade =
  (bytes: Buffer): Manners =>
  (socket, request) =>
    void socket.write(Buffer.concat([Buffer.from(upgrade(request)), bytes]));
const refusing =
  (headers: Readonly<Record<string, string>>): Manners =>
  (socket, request) =>
    void socket.write(upgrade(request, headers));

const bomb = deflateRawSync(Buffer.alloc(20_000_000));
const hostile: readonly (readonly [what: string, reason: RegExp, behave: Manners])[] = [
  ['hangs up', /^ECONNRESET$/, (socket) => socket.destroy()],
  ['never answers', /^timeout$/, () => {}],
  [
    'redirects',
    /^HTTP 302$/,
    (socket) => socket.write('HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\n\r\n'),
  ],
  [
    'shows a page without an end',
    /^HTTP 200$/,
    (socket) => forever(socket, `HTTP/1.1 200 OK\r\n\r\n${'<p>'.repeat(999)}`),
  ],
  [
    'sends headers without an end',
    /OVERFLOW/,
    (socket) => {
      socket.write('HTTP/1.1 101 X\r\n');
      forever(socket, 'X: y\r\n'.repeat(99));
    },
  ],
  [
    'says "continue" without an end',
    /^too long an answer$/,
    (socket) => forever(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(99)),
  ],
  ['speaks something else', /^HPE_/, (socket) => forever(socket, Buffer.alloc(999, 0xee))],
  ['has another subprotocol', /invalid subprotocol/, refusing({ 'Sec-WebSocket-Protocol': 'mqtt' })],
  ['has no subprotocol', /no subprotocol/, refusing({ 'Sec-WebSocket-Protocol': '' })],
  ['is no WebSocket', /Sec-WebSocket-Accept/, refusing({ 'Sec-WebSocket-Accept': 'x' })],
  ['compresses unasked', /extension/i, refusing({ 'Sec-WebSocket-Extensions': 'permessage-deflate' })],
  ['sends a compressed bomb', /RSV1/, afterUpgrade(frame(0xc2, bomb.subarray(0, 60_000)))],
  ['masks', /MASK/, afterUpgrade(Buffer.from([0x82, 0x81, 0, 0, 0, 0, 1]))],
  [
    'announces a message of 2^33 bytes',
    /Max payload/,
    afterUpgrade(Buffer.from([0x82, 127, 0, 0, 0, 2, 0, 0, 0, 0])),
  ],
  [
    'sends fragments without an end',
    /fragments/,
    (socket, request) => {
      socket.write(Buffer.concat([Buffer.from(upgrade(request)), frame(0x02, Buffer.alloc(9))]));
      forever(socket, Buffer.concat(Array.from({ length: 99 }, () => frame(0x00, Buffer.alloc(0)))));
    },
  ],
  [
    'says goodbye and goes on',
    /^closed early$/,
    (socket, request) => {
      socket.write(Buffer.concat([Buffer.from(upgrade(request)), Buffer.from([0x88, 2, 3, 232])]));
      forever(socket, frame(0x82, Buffer.alloc(60_000)));
    },
  ],
  ['sends nothing', /^no data$/, afterUpgrade(Buffer.alloc(0))],
];

test.for(hostile)('a server that %s gets no rate, and the reason is told', async ([, reason, behave]) => {
  await using resources = openResources();
  const serverUrl = await openRawServer(resources, behave);
  const { signal } = new AbortController();
  const clock = createHastyClock(20);
  const done = await runSpeedTest({ clock }, { serverUrl, budgetBytes: 60_000_000, signal });
  expect(done).toEqual({
    failure: expect.stringMatching(reason),
    totalBytes: expect.any(Number),
  });
  expect(done.totalBytes).toBeLessThan(30_000_000);
});

test('a server that sends load into an upload is cut, also while its last word is waited for', async () => {
  await using resources = openResources();
  const sockets: Socket[] = [];
  const serverUrl = await openRawServer(resources, (socket, request) => {
    sockets.push(socket);
    socket.write(upgrade(request));
    forever(socket, frame(0x82, Buffer.alloc(60_000)));
  });
  const { signal } = new AbortController();
  const clock = createSystemClock();
  const done = await runSpeedTest({ clock }, { serverUrl, budgetBytes: 8_000_000, signal });
  expect(done.download?.endedBy).toMatch(/^(budget|stable)$/);
  expect(done.upload).toBeUndefined();
  expect(done.failure).toMatch(/^(too many messages|no data)$/);
  expect(done.totalBytes).toBeLessThanOrEqual(8_000_000);
  const [, upload] = sockets;
  // It read a quarter of a megabyte; the rest was in the buffers of the system.
  expect(upload?.bytesWritten).toBeLessThan(12_000_000);
});
