import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { joinMachines } from '../support/join-machines.ts';
import { createInstallation } from '../support/running-installation.ts';
import type { LoadJob, LoadResult } from './load.ts';
import { type Running, startMosquitto, temporaryFolder } from './processes.ts';
import { type BenchOptions, type BenchRow, compare, cpuSecondsOf } from './result.ts';

const clients = 500;
const window = 4;
const messages = 120_000;

type Side = { readonly perSecond: number; readonly cpuMicros: number };

/** 300-byte reports at QoS 1 from 500 mutual-TLS clients: ours stores each before it acknowledges, mosquitto stores nothing. */
export async function benchIngest(options: BenchOptions): Promise<readonly BenchRow[]> {
  const folder = temporaryFolder();
  await using installation = createInstallation('dist');
  const broker = { pid: await installation.serve(), port: installation.mqttPort };
  const authority = join(installation.data, 'authority');
  const peer = await startMosquitto(folder.path, {
    ca: join(authority, 'ca.pem'),
    certificate: join(authority, 'server.pem'),
    key: join(authority, 'server.pem'),
  });
  try {
    options.say(`ingest: joining ${clients} clients`);
    const { ca, machines } = await joinMachines(installation.token(), clients);
    const joined = { ca, clients: machines };
    const ours: Side[] = [];
    const theirs: Side[] = [];
    let firstSeq = 1;
    for (let run = 0; run < options.runs; run += 1) {
      ours.push(await measure(broker, { ...joined, firstSeq }));
      theirs.push(await measure(peer, { ...joined, firstSeq }));
      firstSeq += messages;
      options.say(
        `ingest: run ${run + 1}: ours ${Math.round(ours.at(-1)?.perSecond ?? 0)}/s, mosquitto ${Math.round(theirs.at(-1)?.perSecond ?? 0)}/s`,
      );
    }
    const row = (name: string, unit: string, of: (side: Side) => number): BenchRow =>
      compare(name, unit, ours.map(of), { name: 'mosquitto (stores nothing)', values: theirs.map(of) });
    return [
      row('durable ingest, 300 B, QoS 1, 500 mTLS clients', 'acked/s', ({ perSecond }) => perSecond),
      row('durable ingest: broker CPU per message', 'µs', ({ cpuMicros }) => cpuMicros),
    ];
  } finally {
    await peer.stop();
    folder.remove();
  }
}

async function measure(
  server: Pick<Running, 'pid' | 'port'>,
  job: Pick<LoadJob, 'ca' | 'clients' | 'firstSeq'>,
): Promise<Side> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.write(`${JSON.stringify({ ...job, port: server.port, messages, window } satisfies LoadJob)}\n`);
  await lines.next();
  const cpuBefore = cpuSecondsOf(server.pid);
  child.stdin.end('go\n');
  const said = await lines.next();
  const cpu = cpuSecondsOf(server.pid) - cpuBefore;
  const result = JSON.parse(String(said.value)) as LoadResult;
  return { perSecond: result.acknowledged / result.seconds, cpuMicros: (cpu * 1e6) / result.acknowledged };
}
