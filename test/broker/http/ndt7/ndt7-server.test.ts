import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { runSpeedTest } from '../../../../agent/line/ndt7.ts';
import { type Ndt7Measurement, ndt7Measurement, ndt7Subprotocol } from '../../../../shared/contract/ndt7.ts';
import { createSystemClock, every } from '../../../../shared/runtime/clock.ts';
import { eventually } from '../../../support/eventually.ts';
import { type Ended, type Ndt7Rig, openNdt7Rig, visit } from '../../../support/ndt7-rig.ts';
import { openResources, type Resources } from '../../../support/resources.ts';

const clock = createSystemClock();

/** Sends without an end; `taken` is told of every message that the system took. */
function upload(message: Buffer | string, isMasked = true, taken = () => {}): (socket: WebSocket) => void {
  const go = (socket: WebSocket): void => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(message, { mask: isMasked }, (cause) => {
      if (cause) return;
      taken();
      setImmediate(go, socket);
    });
  };
  return go;
}

/** A connection with TLS on it and nothing said yet. */
async function knock(rig: Ndt7Rig, resources: Resources): Promise<TLSSocket> {
  const tcp = connect({ port: rig.port, host: '127.0.0.1' });
  const tls = connectTls({ socket: tcp, ca: rig.caPem, servername: 'localhost' });
  tls.on('error', () => {});
  resources.defer(() => tls.destroy());
  await once(tls, 'secureConnect');
  return tls;
}

/** The lines of a WebSocket's request; an empty one ends it. */
function upgradeHead(path: string): string {
  const lines = [`GET ${path} HTTP/1.1`, 'Host: x', 'Upgrade: websocket', 'Connection: Upgrade'];
  lines.push('Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13');
  lines.push(`Sec-WebSocket-Protocol: ${ndt7Subprotocol}`);
  return lines.map((line) => `${line}\r\n`).join('');
}

test('a download sends no more than half the budget and says goodbye', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const ticket = rig.ticket({ budgetBytes: 8_000_000 });
  const { code, receivedBytes } = await visit(rig, { direction: 'download', ticket });
  expect(code).toBe(1000);
  expect(receivedBytes).toBeGreaterThan(2_000_000);
  expect(receivedBytes).toBeLessThanOrEqual(4_000_000);
});

test('the server tells what it counted, at most ten times a second', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const told: Ndt7Measurement[] = [];
  await visit(rig, { direction: 'upload', ticket: rig.ticket() }, (socket) => {
    socket.on('message', (data) => {
      told.push(ndt7Measurement.parse(JSON.parse(String(data))));
      if (told.length === 3) socket.close(1000);
    });
    socket.send(Buffer.alloc(100_000));
  });
  const counts = { ElapsedTime: expect.any(Number), BytesReceived: expect.any(Number) };
  expect(told[2]).toMatchObject({ Origin: 'server', Test: 'upload', TCPInfo: counts });
  const elapsed = told.map(({ TCPInfo }) => TCPInfo?.ElapsedTime ?? 0);
  expect((elapsed[2] ?? 0) - (elapsed[0] ?? 0)).toBeGreaterThan(200_000);
  const { TCPInfo, AppInfo } = told[2] ?? {};
  expect(TCPInfo?.BytesReceived).toBeGreaterThan(100_000);
  expect(TCPInfo?.BytesReceived).toBeLessThan(102_000);
  expect(AppInfo?.NumBytes).toBe(TCPInfo?.BytesReceived);
});

test('who has no lease, or had it, gets a status and nothing else', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const refusal = (status: number) => ({ code: 0, receivedBytes: 0, status });
  expect(await visit(rig, { direction: 'download', ticket: '' })).toEqual(refusal(401));
  expect(await visit(rig, { direction: 'download', ticket: 'a.b' })).toEqual(refusal(401));
  const late = rig.ticket({ until: clock.now() - 1 });
  expect(await visit(rig, { direction: 'upload', ticket: late })).toEqual(refusal(401));
  const ticket = rig.ticket({ budgetBytes: 100_000 });
  expect(await visit(rig, { direction: 'download', ticket })).toMatchObject({ code: 1000 });
  expect(await visit(rig, { direction: 'download', ticket })).toEqual(refusal(403));
  expect(await visit(rig, { direction: 'download', ticket: `${'x'.repeat(5_000)}` })).toEqual(refusal(414));
});

test('a lease is for one connection in each direction, at once and from wherever the line goes out', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const ticket = rig.ticket({ budgetBytes: 200_000 });
  const crowd = Array.from({ length: 6 }, () => visit(rig, { direction: 'download', ticket }));
  const ended = await Promise.all(crowd);
  expect(ended.filter(({ code }) => code === 1000)).toHaveLength(1);
  expect(ended.filter(({ status }) => status === 403)).toHaveLength(5);
  const elsewhere = { direction: 'upload', ticket, localAddress: '127.0.0.7' } as const;
  expect(await visit(rig, elsewhere, (socket) => socket.close(1000))).toMatchObject({ code: 1000 });
});

test('another path or protocol is refused; what is no WebSocket is not found', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const statusOf = (path: string, protocol: string): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`wss://localhost:${rig.port}${path}`, protocol, { ca: rig.caPem });
      socket.on('error', () => {});
      socket.on('unexpected-response', (request, { statusCode = 0 }) => {
        request.destroy();
        resolve(statusCode);
      });
    });
  const ticket = rig.ticket();
  expect(await statusOf('/mqtt', 'net.measurementlab.ndt.v7')).toBe(404);
  expect(await statusOf(`/ndt/v7/download?access_token=${ticket}`, 'mqtt')).toBe(400);
});

test('an endless upload is cut at the budget', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const ticket = rig.ticket({ budgetBytes: 10_000_000 });
  let sent = 0;
  const count = (): void => {
    sent += 65_536;
  };
  const endless = upload(Buffer.alloc(65_536), true, count);
  const ended = await visit(rig, { direction: 'upload', ticket }, endless);
  expect(ended.code).toBe(1000);
  // Five million bytes were allowed; what came on top stayed in the buffers of two systems.
  expect(sent).toBeGreaterThan(4_000_000);
  expect(sent).toBeLessThan(25_000_000);
});

test('the line counts, not what TLS gives out: records of one byte end an upload as early', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const tls = await knock(rig, resources);
  const ticket = rig.ticket({ budgetBytes: 1_000_000 });
  tls.write(`${upgradeHead(`/ndt/v7/upload?access_token=${ticket}`)}\r\n`);
  // A message of 1 MiB, of which each byte is a record.
  const frame = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0]);
  let sent = 0;
  const dribble = (): void => {
    sent += 1;
    if (!tls.destroyed && sent < 450_000) tls.write(Buffer.alloc(1), dribble);
  };
  tls.write(frame, dribble);
  await new Promise((resolve) => tls.once('close', resolve));
  const [, lineBytes] = await eventually(() => rig.tested[0]);
  expect(lineBytes).toBeGreaterThan(500_000);
  // What lay in the buffers above TLS was read already; half a million bytes in such records are eleven million.
  expect(lineBytes).toBeLessThan(4_000_000);
  expect(sent).toBeLessThan(450_000);
});

test('a query has at most 4,096 bytes, and all of a request twice that', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const answerTo = async (head: string): Promise<string> => {
    const tls = await knock(rig, resources);
    tls.write(`${head}\r\n`);
    return (await text(tls)).slice(9, 12);
  };
  const query = (bytes: number): string => `/ndt/v7/upload?${'access_token='.padEnd(bytes, 'x')}`;
  expect(await answerTo(upgradeHead(query(4_096)))).toBe('401');
  expect(await answerTo(upgradeHead(query(4_097)))).toBe('414');
  expect(await answerTo(`${upgradeHead('/ndt/v7/upload')}X: ${'x'.repeat(8_192)}\r\n`)).toBe('431');
});

test('who sends a request line by line is shown out like who sends none', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const [slow, silent] = [await knock(rig, resources), await knock(rig, resources)];
  slow.write('GET /ndt/v7/upload HTTP/1.1\r\n');
  resources.defer(every(clock, 500, () => slow.write('X: x\r\n')));
  slow.resume();
  silent.resume();
  const isOver = (): true | undefined => (slow.destroyed && silent.destroyed ? true : undefined);
  await eventually(isOver, 12_000);
});

test('a message above 2^24 bytes, a flood of small ones and unmasked frames end the connection', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const { rss } = process.memoryUsage();
  const hostile = (behave: (socket: WebSocket) => void) =>
    visit(rig, { direction: 'upload', ticket: rig.ticket({ budgetBytes: 1e9 }) }, behave);
  expect((await hostile((socket) => socket.send(Buffer.alloc(2 ** 24 + 1)))).code).not.toBe(1000);
  expect((await hostile(upload('{}'))).code).toBe(1006);
  expect((await hostile(upload(Buffer.alloc(0)))).code).toBe(1006);
  expect((await hostile(upload(Buffer.alloc(2_000), false))).code).toBe(1002);
  expect(process.memoryUsage().rss - rss).toBeLessThan(200_000_000);
});

test('a reader that stops holds little memory, and its lease ends it', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const until = clock.now() + 1_500;
  const before = process.memoryUsage();
  const lease = { until, budgetBytes: 2_000_000_000 };
  const reader = visit(rig, { direction: 'download', ticket: rig.ticket(lease) }, (socket) => socket.pause());
  await eventually(() => (clock.now() > until - 200 ? true : undefined));
  const { arrayBuffers } = process.memoryUsage();
  expect(arrayBuffers - before.arrayBuffers).toBeLessThan(20_000_000);
  // A paused reader never sees the end; a new test finds the place free.
  void reader;
  await eventually(() => (clock.now() > until + 100 ? true : undefined));
  const ticket = rig.ticket({ budgetBytes: 100_000 });
  expect(await visit(rig, { direction: 'download', ticket })).toMatchObject({ code: 1000 });
});

test('two hundred connections from one address leave the others their place', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  let closed = 0;
  for (let n = 0; n < 200; n += 1) {
    const socket = connect({ port: rig.port, host: '127.0.0.1', localAddress: '127.0.0.9' });
    socket.on('error', () => {});
    socket.on('close', () => {
      closed += 1;
    });
    resources.defer(() => socket.destroy());
  }
  await eventually(() => (closed >= 192 ? true : undefined));
  const wish = { serverUrl: rig.serverUrl, caPem: rig.caPem, budgetBytes: 4_000_000 };
  const { signal } = new AbortController();
  const ticket = rig.ticket({ budgetBytes: 4_000_000 });
  const done = await runSpeedTest({ clock }, { ...wish, ticket, signal });
  expect(done.failure).toBeUndefined();
  // Who only knocks is shown out.
  await eventually(() => (closed === 200 ? true : undefined), 15_000);
});

test('beyond its number of tests the server asks to come again', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources, { maxTests: 1 });
  let leave = (): void => {};
  await new Promise<void>((resolve) => {
    void visit(rig, { direction: 'upload', ticket: rig.ticket() }, (socket) => {
      leave = () => socket.close(1000);
      resolve();
    });
  });
  const second = rig.ticket({ budgetBytes: 100_000 });
  expect(await visit(rig, { direction: 'download', ticket: second })).toMatchObject({ status: 503 });
  leave();
  const answer = (): Promise<Ended> => visit(rig, { direction: 'download', ticket: second });
  // Nobody has spent the ticket by being refused.
  expect(await eventually(async () => ((await answer()).code === 1000 ? true : undefined))).toBe(true);
});

test('what a test took of the line is counted here, no more than what an honest client tells and little less', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const budgetBytes = 8_000_000;
  const ticket = rig.ticket({ leaseId: 'counted', budgetBytes });
  const { signal } = new AbortController();
  const wish = { serverUrl: rig.serverUrl, ticket, budgetBytes, caPem: rig.caPem, signal };
  const { totalBytes, failure } = await runSpeedTest({ clock }, wish);
  expect(failure).toBeUndefined();
  await eventually(() => (rig.tested.length === 2 ? true : undefined));
  expect(new Set(rig.tested.map(([leaseId]) => leaseId))).toEqual(new Set(['counted']));
  const counted = rig.tested.reduce((sum, [, lineBytes]) => sum + lineBytes, 0);
  expect(counted).toBeLessThanOrEqual(totalBytes);
  // The client counts 131 kB for the handshakes of each direction.
  expect(counted).toBeGreaterThan(totalBytes - 300_000);
});
