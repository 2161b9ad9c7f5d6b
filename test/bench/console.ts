import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type FleetBroker, openFleetBroker } from '../console/fleet-broker.ts';
import { eventually } from '../support/eventually.ts';
import { openTestTerminal, type TestTerminal } from '../support/terminal.ts';
import { findTool } from '../support/tools.ts';
import { temporaryFolder } from './processes.ts';
import { type BenchOptions, type BenchRow, compare, cpuSecondsOf, residentMbOf } from './result.ts';

const consoleBundle = join(import.meta.dirname, '../../dist/console.mjs');
const machineCount = 5_000;
const changesPerSecond = 100;
const size = { columns: 160, rows: 48 };
const settleMs = 10_000;
const windowMs = 60_000;
const keyPresses = 40;
/** The words that only the first whole picture has. */
const firstFrame = 'Trường cần hỗ trợ trước';

const screens = [
  { name: 'overview', key: '1' },
  { name: 'schools', key: '2' },
  { name: 'devices', key: '3' },
] as const;

type Budget = { readonly what: string; readonly unit: string; readonly budget: number };
const budgets = {
  cpu: { what: 'CPU', unit: '%', budget: 6 },
  bytes: { what: 'to the terminal', unit: 'B/s', budget: 2_000 },
  resident: { what: 'resident memory', unit: 'MB', budget: 170 },
  first: { what: 'first frame', unit: 'ms', budget: 400 },
  key: { what: 'key to picture, p95', unit: 'ms', budget: 50 },
} as const satisfies Record<string, Budget>;

/** The console in a real terminal over a district at work: 5,000 machines, 100 changes a second, 160x48 (design budgets). */
export async function benchConsole(options: BenchOptions): Promise<readonly BenchRow[]> {
  const tmux = findTool('tmux');
  if (tmux === undefined) throw new Error('tmux is not installed');
  const folder = temporaryFolder();
  const broker = await openFleetBroker(machineCount);
  const profile = join(folder.path, 'profile.json');
  writeFileSync(profile, JSON.stringify(broker.profile), { mode: 0o600 });
  const work = startChanges(broker);
  try {
    const runs: Run[] = [];
    for (let run = 1; run <= options.runs; run += 1) {
      runs.push(await watchOnce(tmux, join(folder.path, `run-${run}`), profile));
      options.say(`console: run ${run} of ${options.runs}`);
    }
    return rowsOf(runs);
  } finally {
    clearInterval(work);
    await broker.close();
    folder.remove();
  }
}

/** Machine after machine comes and goes; each change is published as it happens. */
function startChanges(broker: FleetBroker): NodeJS.Timeout {
  let changes = 0;
  return setInterval(() => {
    const presence = Math.floor(changes / machineCount) % 2 === 0 ? 'quiet' : 'online';
    // A stride that is coprime to the number of machines: neighbours on the screen do not change together.
    void broker.change((changes * 37) % machineCount, { presence, lastSeen: Date.now() });
    if (changes % (changesPerSecond * 5) === 0) void broker.head();
    changes += 1;
  }, 1_000 / changesPerSecond);
}

type ScreenFigures = { readonly cpu: number; readonly bytes: number; readonly resident: number };
type Run = {
  readonly firstMs: number;
  readonly keyMs: number;
  readonly screens: readonly ScreenFigures[];
};

async function watchOnce(tmux: string, written: string, profile: string): Promise<Run> {
  writeFileSync(written, '');
  const terminal = await openTestTerminal(tmux, size, { SCHOOLDRUM_LANG: 'vi' });
  try {
    await terminal.sees(/[#$]/);
    await terminal.recordTo(written);
    const pidFile = `${written}.pid`;
    const program = `'${process.execPath}' '${consoleBundle}' --profile '${profile}'`;
    await terminal.type(`sh -c 'echo $$ >${pidFile}; exec "$@"' sh ${program}`);
    const firstMs = await untilWritten(written, firstFrame, () => terminal.press('Enter'));
    const pid = Number(readFileSync(pidFile, 'utf8'));
    const figures: ScreenFigures[] = [];
    for (const { key } of screens) {
      await terminal.type(key);
      await wait(settleMs);
      figures.push(await atWork(pid, written));
    }
    await terminal.type('3');
    await wait(settleMs);
    return { firstMs, keyMs: await keyLatency(terminal, written), screens: figures };
  } finally {
    await terminal.close();
  }
}

async function atWork(pid: number, written: string): Promise<ScreenFigures> {
  const before = { cpu: cpuSecondsOf(pid), bytes: statSync(written).size };
  await wait(windowMs);
  const seconds = windowMs / 1000;
  return {
    cpu: ((cpuSecondsOf(pid) - before.cpu) * 100) / seconds,
    bytes: (statSync(written).size - before.bytes) / seconds,
    resident: residentMbOf(pid),
  };
}

/** From the key on its way to tmux (which costs a process) to the first bytes of the next picture; p95. */
async function keyLatency(terminal: TestTerminal, written: string): Promise<number> {
  const times: number[] = [];
  for (let press = 0; press < keyPresses; press += 1) {
    const before = statSync(written).size;
    const startedMs = performance.now();
    await terminal.press(press % 2 === 0 ? 'Down' : 'Up');
    await eventually(() => (statSync(written).size > before ? true : undefined), 5_000);
    times.push(performance.now() - startedMs);
    await wait(250);
  }
  times.sort((a, b) => a - b);
  return times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
}

async function untilWritten(written: string, words: string, begin: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await begin();
  await eventually(() => (readFileSync(written, 'utf8').includes(words) ? true : undefined), 20_000);
  return performance.now() - startedMs;
}

function rowsOf(runs: readonly Run[]): readonly BenchRow[] {
  const row = (name: string, { what, unit, budget }: Budget, of: (run: Run) => number): BenchRow =>
    compare(`${name}: ${what}`, unit, runs.map(of), { name: 'budget', values: [budget] });
  return [
    row('start', budgets.first, ({ firstMs }) => firstMs),
    row('devices', budgets.key, ({ keyMs }) => keyMs),
    ...screens.flatMap(({ name }, index) =>
      (['cpu', 'bytes', 'resident'] as const).map((figure) =>
        row(name, budgets[figure], (run) => run.screens[index]?.[figure] ?? Number.NaN),
      ),
    ),
  ];
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
