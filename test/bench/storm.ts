import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { joinCrowd } from '../support/join-crowd.ts';
import { createInstallation } from '../support/running-installation.ts';
import { startSteadyLoad } from '../support/steady-load-process.ts';
import { type Running, startMosquitto, stopChild, temporaryFolder } from './processes.ts';
import { type BenchOptions, type BenchRow, compare, cpuSecondsOf } from './result.ts';
import type { StormCrowd, StormJob, StormResult } from './storm-load.ts';

const sizes = [2_000, 5_000];
const others = 50;
const othersPerSecond = 4;

/** One storm as one broker took it. */
type Side = { readonly seconds: number; readonly cpuSeconds: number; readonly p99Ms: number };
type Storm = { readonly size: number; readonly hasTickets: boolean };
type Server = Pick<Running, 'pid' | 'port'>;

/**
 * Thousands of machines reconnect at once over mutual TLS, first with full handshakes, then with session tickets, while 50
 * others publish four reports a second each: ours stores them, mosquitto stores nothing.
 */
export async function benchStorm(options: BenchOptions): Promise<readonly BenchRow[]> {
  const folder = temporaryFolder();
  await using installation = createInstallation('dist');
  const broker = { pid: await installation.serve(), port: installation.mqttPort };
  const authority = join(installation.data, 'authority');
  const [ca, pem] = [join(authority, 'ca.pem'), join(authority, 'server.pem')];
  const peer = await startMosquitto(folder.path, { ca, certificate: pem, key: pem });
  try {
    options.say(`storm: joining ${Math.max(...sizes) + others} machines`);
    const crowd = await joinCrowd(installation, Math.max(...sizes) + others);
    const scene = { crowd, crowdFile: join(folder.path, 'crowd.json'), say: options.say };
    writeFileSync(scene.crowdFile, JSON.stringify(crowd));
    const rows: BenchRow[] = [];
    for (const size of sizes) {
      const runs: Record<'ours' | 'theirs', Side[][]> = { ours: [], theirs: [] };
      for (let run = 0; run < options.runs; run += 1) {
        runs.ours.push(await storms(broker, size, { ...scene, run, name: 'ours' }));
        runs.theirs.push(await storms(peer, size, { ...scene, run, name: 'mosquitto' }));
      }
      rows.push(...[false, true].flatMap((hasTickets) => rowsOf({ size, hasTickets }, runs)));
    }
    return rows;
  } finally {
    await peer.stop();
    folder.remove();
  }
}

function rowsOf(
  { size, hasTickets }: Storm,
  { ours, theirs }: Readonly<Record<'ours' | 'theirs', readonly (readonly Side[])[]>>,
): readonly BenchRow[] {
  const what = `${size} mTLS ${hasTickets ? 'with tickets' : 'full'}`;
  const row = (name: string, unit: string, of: (side: Side) => number): BenchRow => {
    const pick = (runs: readonly (readonly Side[])[]): number[] =>
      runs.flatMap((run) => run[hasTickets ? 1 : 0] ?? []).map(of);
    return compare(`${what}: ${name}`, unit, pick(ours), { name: 'mosquitto', values: pick(theirs) });
  };
  return [
    row('all connected', 's', ({ seconds }) => seconds),
    row('broker CPU', 's', ({ cpuSeconds }) => cpuSeconds),
    row('p99 of 50 others', 'ms', ({ p99Ms }) => p99Ms),
  ];
}

type Scene = {
  readonly crowd: StormCrowd;
  readonly crowdFile: string;
  readonly run: number;
  readonly name: string;
  readonly say: (line: string) => void;
};

/** The storm without tickets, then the one with. */
async function storms(server: Server, size: number, scene: Scene): Promise<Side[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'storm-load.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const steady = await startSteadyLoad({
    ...{ port: server.port, ca: scene.crowd.ca, perSecond: othersPerSecond },
    ...{
      machines: scene.crowd.machines.slice(-others),
      firstSeq: 1 + scene.run * 100_000 + size * 1_000_000,
    },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const job: StormJob = { port: server.port, crowdFile: scene.crowdFile, count: size };
  child.stdin.write(`${JSON.stringify(job)}\n`);
  await lines.next();
  const sides: Side[] = [];
  try {
    for (const what of ['full', 'tickets']) {
      child.stdin.write(`${what}\n`);
      await lines.next();
      await steady.figures();
      const cpuBefore = cpuSecondsOf(server.pid);
      const result = JSON.parse(String((await lines.next()).value)) as StormResult;
      const { p99Ms, maxMs } = await steady.figures();
      const cpuSeconds = cpuSecondsOf(server.pid) - cpuBefore;
      sides.push({ seconds: result.seconds, cpuSeconds, p99Ms });
      scene.say(
        `storm ${size} ${what}, ${scene.name}: ${result.seconds.toFixed(2)} s, CPU ${cpuSeconds.toFixed(2)} s, others p99 ${p99Ms.toFixed(1)} max ${maxMs.toFixed(1)} ms, resumed ${result.resumed}, retries ${result.retries}`,
      );
    }
  } finally {
    await steady.stop();
    await stopChild(child);
  }
  return sides;
}
