import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from '../../shared/contract/codec.ts';
import { findTool } from '../support/tools.ts';
import { temporaryFolder } from './processes.ts';
import { type BenchOptions, type BenchRow, compare } from './result.ts';

const root = join(import.meta.dirname, '../..');
const getStaticData =
  "import('systeminformation').then(async ({ default: si }) => { process.stdout.write(JSON.stringify(await si.getStaticData())); process.exit(0); })";

type Program = { readonly name: string; readonly command: readonly [string, ...string[]] };
type Cost = {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly programs: number | null;
  readonly bytes: number;
};

const ours: Program = {
  name: 'schooldrum-agent once',
  command: [process.execPath, join(root, 'dist/agent.mjs'), 'once', '--json'],
};

/** Each prints its report on standard output; one that is not installed is named and left out. */
const peers: readonly Program[] = [
  { name: 'fusioninventory-agent', command: ['fusioninventory-inventory'] },
  { name: 'ocsinventory-agent', command: ['ocsinventory-agent', '--stdout'] },
  { name: 'lshw', command: ['lshw', '-xml'] },
  { name: 'getStaticData', command: [process.execPath, '-e', getStaticData] },
];

/**
 * One full inventory by `schooldrum-agent once` against those of other agents, all from process start to the whole report.
 * Bytes: what they would send (XML or JSON as printed), ours as JSON and deflated as on the wire.
 */
export function benchInventory(options: BenchOptions): Promise<readonly BenchRow[]> {
  const present = peers.filter(({ name, command: [program] }) => {
    const isThere = program === process.execPath || findTool(program) !== undefined;
    if (!isThere) options.say(`inventory: ${name} is not installed and is skipped`);
    return isThere;
  });
  const wireBytes: number[] = [];
  const costs = new Map<string, Cost[]>([ours, ...present].map(({ name }) => [name, []]));
  for (let run = 0; run < options.runs; run += 1) {
    for (const program of [ours, ...present]) {
      const { cost, report } = measure(program.command);
      costs.get(program.name)?.push(cost);
      if (program === ours) wireBytes.push(encode(JSON.parse(report)).length);
    }
    options.say(`inventory: run ${run + 1} of ${options.runs}`);
  }
  const mine = costs.get(ours.name) ?? [];
  return Promise.resolve(
    present.flatMap(({ name }) => rowsAgainst(name, mine, costs.get(name) ?? [], wireBytes)),
  );
}

function rowsAgainst(
  peerName: string,
  mine: readonly Cost[],
  theirs: readonly Cost[],
  wireBytes: readonly number[],
): BenchRow[] {
  const row = (name: string, unit: string, of: (cost: Cost) => number): BenchRow =>
    compare(`one inventory: ${name}`, unit, mine.map(of), { name: peerName, values: theirs.map(of) });
  const isCounted = [...mine, ...theirs].every(({ programs }) => programs !== null);
  const theirBytes = theirs.map(({ bytes }) => bytes);
  return [
    row('wall', 's', ({ wallSeconds }) => wallSeconds),
    row('CPU', 's', ({ cpuSeconds }) => cpuSeconds),
    ...(isCounted ? [row('programs started', 'programs', ({ programs }) => programs ?? 0)] : []),
    row('report', 'bytes', ({ bytes }) => bytes),
    compare('one inventory: report on the wire', 'bytes', wireBytes, { name: peerName, values: theirBytes }),
  ];
}

/** Time and CPU by bash's own clock over the child and its children; programs counted by strace where it is installed. */
function measure(command: Program['command']): { readonly cost: Cost; readonly report: string } {
  const folder = temporaryFolder();
  const output = join(folder.path, 'report');
  const script = 'TIMEFORMAT="%R %U %S"; out="$1"; shift; time "$@" >"$out" 2>/dev/null';
  const timed = spawnSync('bash', ['-c', script, 'bash', output, ...command], {
    cwd: root,
    encoding: 'utf8',
  });
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = timed.stderr
    .trim()
    .split(/\s+/)
    .map(Number);
  const cost = {
    wallSeconds: wall,
    cpuSeconds: user + system,
    programs: countPrograms(command, join(folder.path, 'trace')),
    bytes: statSync(output).size,
  };
  const report = readFileSync(output, 'utf8');
  folder.remove();
  return { cost, report };
}

function countPrograms(command: Program['command'], trace: string): number | null {
  const args = ['-f', '-qq', '-e', 'trace=execve', '-o', trace, ...command];
  const run = spawnSync('strace', args, { cwd: root, stdio: 'ignore' });
  if (run.error !== undefined) return null;
  // A call that another thread interrupts is written in two lines; the end of it carries the result.
  const started = readFileSync(trace, 'utf8').match(/execve.*= 0$/gm)?.length ?? 0;
  // The first successful execve is the measured program itself.
  return started - 1;
}
