import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryFolder } from './processes.ts';
import { type BenchOptions, type BenchRow, compare } from './result.ts';

const root = join(import.meta.dirname, '../..');
const getStaticData =
  "import('systeminformation').then(async ({ default: si }) => { await si.getStaticData(); process.exit(0); })";

type Cost = { readonly wallSeconds: number; readonly cpuSeconds: number; readonly processes: number | null };

/** One full inventory by `schooldrum-agent once` against systeminformation's getStaticData, both from process start. */
export function benchInventory(options: BenchOptions): Promise<readonly BenchRow[]> {
  const ours: Cost[] = [];
  const peer: Cost[] = [];
  for (let run = 0; run < options.runs; run += 1) {
    ours.push(measure([join(root, 'dist/agent.mjs'), 'once', '--json']));
    peer.push(measure(['-e', getStaticData]));
    options.say(`inventory: run ${run + 1} of ${options.runs}`);
  }
  const row = (name: string, unit: string, of: (cost: Cost) => number): BenchRow =>
    compare(name, unit, ours.map(of), { name: 'getStaticData', values: peer.map(of) });
  const counted =
    ours.every(({ processes }) => processes !== null) && peer.every(({ processes }) => processes !== null);
  return Promise.resolve([
    row('one inventory: wall', 's', ({ wallSeconds }) => wallSeconds),
    row('one inventory: CPU', 's', ({ cpuSeconds }) => cpuSeconds),
    ...(counted
      ? [row('one inventory: programs started', 'processes', ({ processes }) => processes ?? 0)]
      : []),
  ]);
}

/** Time and CPU by bash's own clock over the child and its children; programs counted by strace where it is installed. */
function measure(parameters: readonly string[]): Cost {
  const script = 'TIMEFORMAT="%R %U %S"; time "$0" "$@" >/dev/null 2>&1';
  const timed = spawnSync('bash', ['-c', script, process.execPath, ...parameters], {
    cwd: root,
    encoding: 'utf8',
  });
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = timed.stderr
    .trim()
    .split(/\s+/)
    .map(Number);
  return { wallSeconds: wall, cpuSeconds: user + system, processes: countProcesses(parameters) };
}

function countProcesses(parameters: readonly string[]): number | null {
  const folder = temporaryFolder();
  const trace = join(folder.path, 'trace');
  const run = spawnSync(
    'strace',
    ['-f', '-qq', '-e', 'trace=execve', '-o', trace, process.execPath, ...parameters],
    { cwd: root, stdio: 'ignore' },
  );
  const counted =
    run.error === undefined ? spawnSync('grep', ['-c', '= 0$', trace], { encoding: 'utf8' }).stdout : null;
  folder.remove();
  // The first successful execve is the measured program itself.
  return counted === null ? null : Number(counted) - 1;
}
