import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstallation } from '../support/running-installation.ts';
import { stopChild, temporaryFolder } from './processes.ts';
import { type BenchOptions, type BenchRow, compare, residentMbOf } from './result.ts';

const agentBundle = join(import.meta.dirname, '../../dist/agent.mjs');
const settleMs = 20_000;
/** One cadence: the window holds a heartbeat. */
const windowMs = 300_000;

/** The agent at rest, joined and connected: resident memory, CPU per hour, wake-ups per second, against a bare Node process. */
export async function benchFootprint(options: BenchOptions): Promise<readonly BenchRow[]> {
  const folder = temporaryFolder();
  await using installation = createInstallation('dist');
  await installation.serve();
  const state = join(folder.path, 'agent');
  try {
    const joining = spawn(process.execPath, [agentBundle, 'join', '-', '--state', state], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    joining.stdin.end(installation.token());
    await new Promise((resolve) => joining.once('exit', resolve));
    const agent = spawn(process.execPath, [agentBundle, 'run', '--at-once', '--state', state], {
      stdio: 'ignore',
    });
    const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60000)'], { stdio: 'ignore' });
    options.say(`footprint: ${(settleMs + windowMs) / 1000} s of rest`);
    await wait(settleMs);
    const [ours, peer] = await Promise.all([atRest(agent.pid ?? 0), atRest(bare.pid ?? 0)]);
    await Promise.all([stopChild(agent), stopChild(bare)]);
    const row = (name: string, unit: string, of: (rest: Rest) => number): BenchRow =>
      compare(name, unit, [of(ours)], { name: 'bare Node process', values: [of(peer)] });
    return [
      row('agent idle: resident memory', 'MB', ({ residentMb }) => residentMb),
      row('agent idle: CPU', 's per hour', ({ cpuPerHour }) => cpuPerHour),
      row('agent idle: wake-ups', 'per second', ({ wakeUps }) => wakeUps),
    ];
  } finally {
    folder.remove();
  }
}

type Rest = { readonly residentMb: number; readonly cpuPerHour: number; readonly wakeUps: number };

async function atRest(pid: number): Promise<Rest> {
  const before = { cpu: cpuSecondsOnCore(pid), switches: switchesOf(pid) };
  await wait(windowMs);
  const seconds = windowMs / 1000;
  return {
    residentMb: residentMbOf(pid),
    cpuPerHour: ((cpuSecondsOnCore(pid) - before.cpu) * 3600) / seconds,
    wakeUps: (switchesOf(pid) - before.switches) / seconds,
  };
}

/** Time on a core of all threads by the scheduler's own account (nanoseconds): a process at rest takes less than a clock tick. */
function cpuSecondsOnCore(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e9;
}

/** Voluntary context switches of the main thread: each is one wake-up. */
function switchesOf(pid: number): number {
  const match = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? Number.NaN);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
