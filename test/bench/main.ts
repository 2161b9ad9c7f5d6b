import { Command, InvalidArgumentError } from 'commander';
import { benchAttacks } from './attacks.ts';
import { benchConsole } from './console.ts';
import { benchFootprint } from './footprint.ts';
import { benchIngest } from './ingest.ts';
import { benchInventory } from './inventory.ts';
import { benchNdt7 } from './ndt7.ts';
import { benchNeeds } from './needs.ts';
import { type BenchOptions, type BenchRow, readMachineTicks } from './result.ts';
import { benchStorm } from './storm.ts';
import { benchWire } from './wire.ts';

const benches: Readonly<Record<string, (options: BenchOptions) => Promise<readonly BenchRow[]>>> = {
  ingest: benchIngest,
  inventory: benchInventory,
  footprint: benchFootprint,
  storm: benchStorm,
  attacks: benchAttacks,
  console: benchConsole,
  ndt7: benchNdt7,
  wire: benchWire,
  needs: benchNeeds,
};

function positive(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a positive integer');
  return number;
}

const program: Command = new Command('bench')
  .description(
    'One table, measured in one run: ours, the named peer, their ratio. The machine is shared: trust ratios and CPU time.',
  )
  .argument('<name>', Object.keys(benches).join(' | '))
  .option('--json', 'the rows as JSON on stdout')
  .option('--runs <N>', 'how often each side is measured', positive, 3)
  .parse();

const options = program.opts<{ json?: true; runs: number }>();
const name = program.args[0] ?? '';
const bench = benches[name];
if (bench === undefined) {
  program.error(`no bench ${name}: ${Object.keys(benches).join(', ')}`, { exitCode: 64 });
}
const before = readMachineTicks();
const rows = await bench({ runs: options.runs, say: (line) => void process.stderr.write(`${line}\n`) });
const after = readMachineTicks();
const busy = Math.round((100 * (after.busy - before.busy)) / Math.max(1, after.total - before.total));

if (options.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
else {
  const table = rows.map(({ name: what, ours, peer, ratio, unit, peerName, runs }) =>
    [
      what.padEnd(44),
      String(ours).padStart(10),
      String(peer ?? '—').padStart(10),
      String(ratio ?? '—').padStart(8),
      unit.padEnd(12),
      peerName,
      `(${runs} runs)`,
    ].join('  '),
  );
  process.stdout.write(
    `${['what'.padEnd(44), 'ours'.padStart(10), 'peer'.padStart(10), 'ratio'.padStart(8), 'unit'].join('  ')}\n${table.join('\n')}\n`,
  );
  process.stdout.write(`machine busy during the run: ${busy} %\n`);
}
