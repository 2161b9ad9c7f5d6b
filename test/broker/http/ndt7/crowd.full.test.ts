import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { runSpeedTest } from '../../../../agent/line/ndt7.ts';
import { signTicket } from '../../../../broker/http/ndt7/ticket.ts';
import type { Ndt7Direction } from '../../../../shared/contract/ndt7.ts';
import { createSystemClock } from '../../../../shared/runtime/clock.ts';
import { createBrokerPki } from '../../../support/broker-pki.ts';
import { eventually } from '../../../support/eventually.ts';
import { freePorts } from '../../../support/free-ports.ts';
import { visit } from '../../../support/ndt7-rig.ts';
import { openResources, type Resources } from '../../../support/resources.ts';
import { repository } from '../../../tools/rules/sample-tree.ts';

const clock = createSystemClock();
const key = Buffer.alloc(32, 7);
/** As the broker starts it: 48 MB of heap, nothing inherited. */
const command = ['--max-old-space-size=48', join(repository, 'broker/http/ndt7/main.ts')];

async function startMeasuring(resources: Resources) {
  const pki = await createBrokerPki();
  const { key: keyPem, certificate: chainPem } = await pki.server();
  const [port = 0, echoPort = 0] = await freePorts(2);
  const child: ChildProcess = resources.process(
    spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'], env: {} }),
  );
  const ndt7 = { port, key: key.toString('base64'), credentials: { keyPem, chainPem } };
  child.stdin?.write(`${JSON.stringify({ kind: 'start', host: '127.0.0.1', echoPort, ndt7 })}\n`);
  if (child.stdout === null) throw new Error('no stdout');
  await once(child.stdout, 'data');
  child.stdout.resume();
  let leases = 0;
  const ticket = (budgetBytes: number): string => {
    leases += 1;
    return signTicket(key, { leaseId: `c-${leases}`, until: clock.now() + 60_000, budgetBytes });
  };
  const peakBytes = (): number => {
    const [, kilobytes = ''] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  };
  return { port, echoPort, caPem: pki.ca, ticket, peakBytes };
}

/** So many connections that say this, from four addresses; resolves when the server has ended all of them. */
async function crowd(resources: Resources, port: number, count: number, words: string): Promise<void> {
  let closed = 0;
  for (let n = 0; n < count; n += 1) {
    const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.3.${1 + (n % 4)}` });
    resources.defer(() => socket.destroy());
    socket
      .on('error', () => {})
      .on('close', () => {
        closed += 1;
      });
    socket.on('connect', () => socket.write(words)).resume();
  }
  await eventually(() => (closed === count ? true : undefined), 60_000);
}

function largest(socket: WebSocket): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.send(Buffer.alloc(2 ** 24), () => setImmediate(largest, socket));
}

const isLinux = existsSync('/proc/self/status');

test.skipIf(!isLinux)('whoever comes, the measuring process stays small, and then measures', async () => {
  await using resources = openResources();
  const measuring = await startMeasuring(resources);
  const { port, echoPort, caPem } = measuring;
  const before = measuring.peakBytes();

  await crowd(resources, port, 1_000, '');
  await crowd(resources, port, 1_000, 'GET / HTTP/1.1\r\n\r\n');
  await crowd(resources, echoPort, 2_000, 'GET /generate_204 HTTP/1.1\r\nX: ');
  await crowd(resources, echoPort, 100, 'GET /generate_204 HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000));
  expect(measuring.peakBytes() - before).toBeLessThan(60_000_000);

  const four = (direction: Ndt7Direction, behave: (socket: WebSocket) => void) =>
    Array.from({ length: 4 }, () =>
      visit({ port, caPem }, { direction, ticket: measuring.ticket(1e9) }, behave),
    );
  await Promise.all(four('upload', largest));
  await Promise.all(
    four('download', (socket) => {
      socket.pause();
      clock.after(3_000, () => socket.terminate());
    }),
  );
  // Four messages of 2^24 bytes, as they come in and put together.
  expect(measuring.peakBytes() - before).toBeLessThan(250_000_000);

  const budgetBytes = 8_000_000;
  const wish = {
    serverUrl: `wss://localhost:${port}`,
    caPem,
    ticket: measuring.ticket(budgetBytes),
    budgetBytes,
  };
  const { signal } = new AbortController();
  const done = await runSpeedTest({ clock }, { ...wish, signal });
  expect(done.failure).toBeUndefined();
});
