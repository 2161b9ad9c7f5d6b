import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { signTicket } from '../../broker/http/ndt7/ticket.ts';
import { ndt7Path, ndt7Subprotocol } from '../../shared/contract/ndt7.ts';
import { joinCrowd } from '../support/join-crowd.ts';
import { createInstallation, type Installation } from '../support/running-installation.ts';
import { type SteadyFigures, startSteadyLoad } from '../support/steady-load-process.ts';
import { freePort, stopChild } from './processes.ts';
import { type BenchOptions, type BenchRow, compare, cpuSecondsOf } from './result.ts';

const machines = 50;
const perSecond = 4;
/** As fast as a good line of a school. */
const megabits = 300;
const windowMs = 9_000;

/**
 * The broker takes 200 reports a second, first alone, then while its measuring process serves a download at 300 Mb/s. The
 * client works in a process of its own, as it would on another machine; here it takes its share of the same two cores.
 */
export async function benchNdt7(options: BenchOptions): Promise<readonly BenchRow[]> {
  await using installation = createInstallation('dist');
  await installation.serve();
  options.say(`ndt7: joining ${machines} machines`);
  const crowd = await joinCrowd(installation, machines);
  const { mqttPort: port } = installation;
  const steady = await startSteadyLoad({
    ...{ port, ca: crowd.ca, machines: crowd.machines, perSecond, firstSeq: 1 },
  });
  const measuring = await startMeasuring(installation);
  try {
    const runs: Record<'alone' | 'beside', SteadyFigures[]> = { alone: [], beside: [] };
    const cpuShares: number[] = [];
    await wait(2_000);
    for (let run = 0; run < options.runs; run += 1) {
      await steady.figures();
      await wait(windowMs);
      runs.alone.push(await steady.figures());
      const cpuBefore = cpuSecondsOf(measuring.pid);
      const client = measuring.startClient();
      await wait(windowMs);
      runs.beside.push(await steady.figures());
      cpuShares.push((cpuSecondsOf(measuring.pid) - cpuBefore) / (windowMs / 1000));
      const read = await client.end();
      options.say(`ndt7 run ${run + 1}: ${((read * 8) / windowMs / 1000).toFixed(0)} Mb/s served`);
    }
    const peer = (of: (figures: SteadyFigures) => number) => ({
      name: 'no speed test',
      values: runs.alone.map(of),
    });
    const row = (name: string, unit: string, of: (figures: SteadyFigures) => number): BenchRow =>
      compare(`200 reports/s beside ${megabits} Mb/s: ${name}`, unit, runs.beside.map(of), peer(of));
    return [
      row('ack p99', 'ms', ({ p99Ms }) => p99Ms),
      row('ack p50', 'ms', ({ p50Ms }) => p50Ms),
      compare(`measuring process at ${megabits} Mb/s: CPU`, 'cores', cpuShares, null),
    ];
  } finally {
    await steady.stop();
    await measuring.stop();
  }
}

/** The same process as the broker's own, with a key that the bench knows. */
async function startMeasuring({ data }: Installation) {
  const entry = join(import.meta.dirname, '../../dist/measuring.mjs');
  const [port, echoPort] = [await freePort(), await freePort()];
  const key = randomBytes(32);
  const pem = readFileSync(join(data, 'authority', 'server.pem'), 'utf8');
  const ndt7 = { port, key: key.toString('base64'), credentials: { keyPem: pem, chainPem: pem } };
  const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(`${JSON.stringify({ kind: 'start', host: '127.0.0.1', echoPort, ndt7 })}\n`);
  await once(child.stdout, 'data');
  let leases = 0;
  return {
    pid: child.pid ?? 0,
    stop: () => stopChild(child),
    startClient: () => {
      leases += 1;
      const lease = { leaseId: `b-${leases}`, until: Date.now() + 60_000, budgetBytes: 4e9 };
      const path = `${ndt7Path('download')}?access_token=${signTicket(key, lease)}`;
      return startReader(`wss://127.0.0.1:${port}${path}`, join(data, 'authority', 'ca.pem'));
    },
  };
}

/** Reads a download at that rate: the server is held back by TCP, as by a line. */
function startReader(url: string, caFile: string) {
  const script = `
    const { WebSocket } = require('ws');
    const ca = require('node:fs').readFileSync(${JSON.stringify(caFile)});
    const socket = new WebSocket(${JSON.stringify(url)}, '${ndt7Subprotocol}', { ca, perMessageDeflate: false });
    const startedMs = performance.now();
    let read = 0;
    socket.on('message', (data) => {
      read += data.length;
      const aheadMs = (read * 8) / ${megabits * 1000} - (performance.now() - startedMs);
      if (aheadMs > 5) { socket.pause(); setTimeout(() => socket.resume(), aheadMs); }
    });
    process.on('SIGTERM', () => process.stdout.write(String(read), () => process.exit(0)));
  `;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (words) => {
    said += words;
  });
  return {
    end: async (): Promise<number> => {
      await stopChild(child);
      return Number(said);
    },
  };
}
