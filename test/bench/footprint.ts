import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createInstallation, type Installation } from '../support/running-installation.ts';
import { stopChild, temporaryFolder } from './processes.ts';
import { type BenchOptions, type BenchRow, compare, residentMbOf } from './result.ts';

const agentBundle = join(import.meta.dirname, '../../dist/agent.mjs');
const consoleBundle = join(import.meta.dirname, '../../dist/console.mjs');
const settleMs = 20_000;
/** Holds one or two heartbeats, which come each five minutes, a fifth more or less. */
const windowMs = 480_000;

/** A lab's machines: one of them is elected to look after the line, another stands by, the last is an ordinary seat. */
const machines = ['1', '2', '3'] as const;

/** A seat at rest, joined and connected: resident memory, CPU per hour, wake-ups per second, against a bare Node process; and the prober. */
export async function benchFootprint(options: BenchOptions): Promise<readonly BenchRow[]> {
  const folder = temporaryFolder();
  await using installation = createInstallation('dist');
  await installation.serve();
  const agents: ChildProcess[] = [];
  try {
    for (const machine of machines) agents.push(await startAgent(installation, join(folder.path, machine)));
    const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60000)'], { stdio: 'ignore' });
    agents.push(bare);
    options.say(`footprint: ${(settleMs + windowMs) / 1000} s of rest`);
    await wait(settleMs);
    const duties = dutiesOf(installation);
    const pidOf = (isWanted: (id: string) => boolean): number => {
      const index = machines.findIndex((machine) => isWanted(idOf(join(folder.path, machine))));
      return agents[index]?.pid ?? 0;
    };
    const seat = pidOf((id) => id !== duties.proberId && id !== duties.standbyId);
    const prober = pidOf((id) => id === duties.proberId);
    const [ours, probing, peer] = await Promise.all([atRest(seat), atRest(prober), atRest(bare.pid ?? 0)]);
    const row = (name: string, unit: string, rest: Rest, of: (rest: Rest) => number): BenchRow =>
      compare(name, unit, [of(rest)], { name: 'bare Node process', values: [of(peer)] });
    return [
      row('agent idle: resident memory', 'MB', ours, ({ residentMb }) => residentMb),
      row('agent idle: CPU', 's per hour', ours, ({ cpuPerHour }) => cpuPerHour),
      row('agent idle: wake-ups', 'per second', ours, ({ wakeUps }) => wakeUps),
      row('prober of the line: CPU', 's per hour', probing, ({ cpuPerHour }) => cpuPerHour),
    ];
  } finally {
    await Promise.all(agents.map((agent) => stopChild(agent)));
    folder.remove();
  }
}

async function startAgent(installation: Installation, state: string): Promise<ChildProcess> {
  const joining = spawn(process.execPath, [agentBundle, 'join', '-', '--state', state], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  joining.stdin.end(installation.token());
  await new Promise((resolve) => joining.once('exit', resolve));
  return spawn(process.execPath, [agentBundle, 'run', '--at-once', '--state', state], { stdio: 'ignore' });
}

const identity = z.object({ deviceId: z.string() });
const listed = z.object({ lines: z.tuple([z.object({ proberId: z.string(), standbyId: z.string() })]) });

function idOf(state: string): string {
  return identity.parse(JSON.parse(readFileSync(join(state, 'identity.json'), 'utf8'))).deviceId;
}

/** Who does what, as the console tells it. */
function dutiesOf({ profileFile }: Installation): z.output<typeof listed>['lines'][0] {
  const asked = spawnSync(process.execPath, [consoleBundle, 'lines', '--json', '--profile', profileFile], {
    encoding: 'utf8',
  });
  return listed.parse(JSON.parse(asked.stdout)).lines[0];
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
