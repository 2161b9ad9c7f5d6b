import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { runSpeedTest } from '../../../agent/line/ndt7.ts';
import type { SpeedTestWish } from '../../../agent/line/ndt7-wish.ts';
import { speedTest } from '../../../shared/contract/line-facts.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { createBrokerPki } from '../../support/broker-pki.ts';
import { createHastyClock, openNdt7Rig, openStrangeServer } from '../../support/ndt7-rig.ts';
import { openResources } from '../../support/resources.ts';
import { repository } from '../../tools/rules/sample-tree.ts';

const clock = createSystemClock();
const never = new AbortController().signal;
const result = speedTest.pick({ download: true, upload: true, totalBytes: true, failure: true });

function wish(serverUrl: string, more: Partial<SpeedTestWish> = {}): SpeedTestWish {
  return { serverUrl, budgetBytes: 20_000_000, signal: never, ...more };
}

/** Load without an end, as fast as it is taken. */
function flood(socket: WebSocket, message: Buffer | string): void {
  if (socket.readyState === socket.OPEN && socket.bufferedAmount < 1_000_000)
    socket.send(message, () => setImmediate(flood, socket, message));
}

test('both directions are measured against our own server, within the budget', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const { serverUrl, caPem } = rig;
  const done = await runSpeedTest({ clock }, wish(serverUrl, { caPem, ticket: rig.ticket() }));
  expect(result.parse(done)).toEqual(done);
  const direction = {
    endedBy: expect.stringMatching(/^(budget|stable)$/),
    bitsPerSecond: expect.any(Number),
    bytes: expect.any(Number),
  };
  expect(done).toMatchObject({ download: direction, upload: direction });
  expect(done.failure).toBeUndefined();
  expect(done.download?.bytes).toBeGreaterThan(2_000_000);
  expect(done.upload?.bytes).toBeGreaterThan(5_000_000);
  expect(done.download?.minRttMs).toBeGreaterThan(0);
  expect(done.totalBytes).toBeGreaterThan(7_000_000);
  expect(done.totalBytes).toBeLessThanOrEqual(20_000_000);
});

test('a rate that stands ends a test with a large budget before its time', async () => {
  await using resources = openResources();
  const rig = await openNdt7Rig(resources);
  const { serverUrl, caPem } = rig;
  const budgetBytes = 100_000_000_000;
  const ticket = rig.ticket({ budgetBytes });
  const done = await runSpeedTest({ clock }, wish(serverUrl, { caPem, ticket, budgetBytes }));
  for (const direction of [done.download, done.upload]) {
    expect(direction?.endedBy).toMatch(/^(stable|time)$/);
    expect(direction?.bytes).toBeGreaterThan(25_000_000);
  }
});

test('without a ticket, or by an authority that is not ours, nothing is measured and the reason is told', async () => {
  await using resources = openResources();
  const { serverUrl, caPem } = await openNdt7Rig(resources);
  const { ca: otherCa } = await createBrokerPki();
  expect(await runSpeedTest({ clock }, wish(serverUrl, { caPem }))).toEqual({
    totalBytes: 0,
    failure: 'HTTP 401',
  });
  expect(await runSpeedTest({ clock }, wish(serverUrl, { caPem: otherCa }))).toMatchObject({
    failure: expect.stringMatching(/CERT|SIGNATURE/),
  });
  expect(await runSpeedTest({ clock }, wish(serverUrl))).toMatchObject({
    failure: expect.stringMatching(/CERT|SIGNATURE/),
  });
  expect(await runSpeedTest({ clock }, wish('wss://['))).toEqual({ totalBytes: 0, failure: 'not a URL' });
});

test('a server that never stops sending is cut at the budget', async () => {
  await using resources = openResources();
  const message = Buffer.alloc(65_536);
  const url = await openStrangeServer(resources, (socket) => flood(socket, message));
  const done = await runSpeedTest({ clock }, wish(url, { budgetBytes: 8_000_000 }));
  expect(done.download?.endedBy).toMatch(/^(budget|stable)$/);
  expect(done.download?.bytes).toBeLessThan(4_000_000);
  expect(done.totalBytes).toBeLessThanOrEqual(8_000_000);
});

test('a message above 2^24 bytes ends the test before it is read', async () => {
  await using resources = openResources();
  const url = await openStrangeServer(resources, (socket) => socket.send(Buffer.alloc(2 ** 24 + 1)));
  const done = await runSpeedTest({ clock }, wish(url));
  expect(done.failure).toMatch(/payload/i);
  expect(done.totalBytes).toBeLessThan(1_000_000);
});

test('messages that are no load end the test, be they text, pings or empty', async () => {
  await using resources = openResources();
  const pings = (socket: WebSocket): void => {
    if (socket.readyState === socket.OPEN) socket.ping('', false, () => setImmediate(pings, socket));
  };
  const manners = [
    (socket: WebSocket) => flood(socket, '{"AppInfo":{"ElapsedTime":1,"NumBytes":1}}'),
    (socket: WebSocket) => flood(socket, Buffer.alloc(0)),
    (socket: WebSocket) => flood(socket, 'x'.repeat(20_000)),
    pings,
  ];
  for (const behave of manners) {
    const url = await openStrangeServer(resources, behave);
    expect(await runSpeedTest({ clock }, wish(url))).toMatchObject({ failure: 'too many messages' });
  }
});

test('a server that only listens, reads or closes, costs time and no memory', async () => {
  await using resources = openResources();
  const hasty = createHastyClock(20);
  const silent = await openStrangeServer(resources, () => {});
  expect(await runSpeedTest({ clock: hasty }, wish(silent))).toEqual({
    failure: 'no data',
    totalBytes: expect.any(Number),
  });
  const closing = await openStrangeServer(resources, (socket) => socket.close(1000));
  expect(await runSpeedTest({ clock: hasty }, wish(closing))).toMatchObject({ failure: 'closed early' });
  const { rss } = process.memoryUsage();
  const frozen = await openStrangeServer(resources, (socket, direction) => {
    if (direction === 'download') flood(socket, Buffer.alloc(65_536));
    else socket.pause();
  });
  const slow = await runSpeedTest({ clock: hasty }, wish(frozen, { budgetBytes: 1_000_000_000 }));
  expect(slow.upload).toBeUndefined();
  expect(slow.failure).toBe('no data');
  expect(process.memoryUsage().rss - rss).toBeLessThan(150_000_000);
});

test('an abort ends it at once, also before it is open', async () => {
  await using resources = openResources();
  const leaving = new AbortController();
  const url = await openStrangeServer(resources, (socket) => {
    flood(socket, Buffer.alloc(65_536));
    setImmediate(() => leaving.abort());
  });
  const big = { signal: leaving.signal, budgetBytes: 1e12 };
  expect(await runSpeedTest({ clock }, wish(url, big))).toMatchObject({ failure: 'aborted' });
  expect(await runSpeedTest({ clock }, wish(url, big))).toEqual({ totalBytes: 0, failure: 'aborted' });
});

const recording = join(repository, '../shared/fixtures/ndt7/test-download.jsonl');

test.skipIf(!existsSync(recording))(
  'what a server of Measurement Lab said is understood: round trip, and an upload by its counts',
  async () => {
    await using resources = openResources();
    const lines = readFileSync(recording, 'utf8').trim().split('\n');
    const url = await openStrangeServer(resources, (socket, direction) => {
      let received = 0;
      socket.on('message', (data: Buffer) => {
        received += data.length;
        const told = JSON.parse(lines.at(-1) ?? '');
        Object.assign(told.TCPInfo, { BytesReceived: received, ElapsedTime: (received * 8) / 100 });
        socket.send(JSON.stringify(told));
      });
      if (direction === 'upload') return;
      for (const line of lines) socket.send(line);
      flood(socket, Buffer.alloc(8_192));
    });
    const done = await runSpeedTest({ clock }, wish(url));
    expect(done.download?.minRttMs).toBe(0.005);
    expect(done.upload?.minRttMs).toBe(0.005);
    // By the server's clock 100 Mb/s, whatever ours says.
    expect(done.upload?.bitsPerSecond).toBeCloseTo(100_000_000, -3);
  },
);
