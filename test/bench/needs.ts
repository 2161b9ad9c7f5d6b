import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { temporaryFolder } from './processes.ts';
import { type BenchOptions, type BenchRow, compare } from './result.ts';

type Measured = {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly fileMb: number;
};

/**
 * The needs of a province, 2,025 schools and 100,894 machines, from the pieces that the broker sends to the finished XLSX file in a
 * process of its own; beside it exceljs, writing the same cells of the same workbook.
 */
export async function benchNeeds(options: BenchOptions): Promise<readonly BenchRow[]> {
  const folder = temporaryFolder();
  try {
    const program = await bundled(folder.path);
    const run = (...words: readonly string[]) => measured(program, [folder.path, ...words]);
    options.say('needs: the province');
    await run('prepare');
    const ours: Measured[] = [];
    const peers: Measured[] = [];
    for (let index = 0; index < options.runs; index++) {
      options.say(`needs: run ${index + 1} of ${options.runs}`);
      ours.push(await run('ours'));
      peers.push(await run('peer'));
    }
    const row = (name: string, unit: string, of: (measured: Measured) => number): BenchRow =>
      compare(name, unit, ours.map(of), { name: 'exceljs, same cells', values: peers.map(of) });
    return [
      row('needs XLSX: snapshot to file', 's', ({ seconds }) => seconds),
      row('needs XLSX: CPU', 's', ({ cpuSeconds }) => cpuSeconds),
      row('needs XLSX: peak resident memory', 'MB', ({ peakMb }) => peakMb),
      row('needs XLSX: size of the file', 'MB', ({ fileMb }) => fileMb),
    ];
  } finally {
    folder.remove();
  }
}

/** As the console is built: in one file, without the compiler in its memory. */
async function bundled(folder: string): Promise<string> {
  const program = join(folder, 'needs-process.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'needs-process.ts')],
    outfile: program,
    ...{ bundle: true, minify: true, keepNames: true, platform: 'node', format: 'esm', target: 'node26' },
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  return program;
}

async function measured(program: string, words: readonly string[]): Promise<Measured> {
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (status !== 0) throw new Error(`needs ${words.join(' ')}: status ${status}`);
  return JSON.parse(Buffer.concat(printed).toString() || '{}');
}
