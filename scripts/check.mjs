// Everything a change must pass, in the order of the quickest answer: node scripts/check.mjs [--no-tests]
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const product = ['agent', 'broker', 'console', 'shared', 'test', 'scripts'].filter((name) =>
  existsSync(join(root, name)),
);

const steps = [
  ['format and lint', [join(modules, '@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
  ['types', [join(modules, 'typescript/bin/tsc'), '--noEmit']],
  ['architecture', [join(modules, 'dependency-cruiser/bin/dependency-cruiser.mjs'), ...product]],
  ['unused code', [join(modules, 'knip/bin/knip.js')]],
  ['generated pages', [join(root, 'scripts/generate.ts'), '--check']],
  ['tests', [join(root, 'scripts/test.mjs'), 'fast']],
].filter(
  ([name, [script]]) => existsSync(script) && !(name === 'tests' && process.argv.includes('--no-tests')),
);

/** Runs a step; resolves with its exit code and what it printed. */
function run(command) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    child.stdout.on('data', (chunk) => printed.push(chunk));
    child.stderr.on('data', (chunk) => printed.push(chunk));
    child.on('close', (code) => resolve({ code: code ?? 1, printed: Buffer.concat(printed).toString() }));
  });
}

for (const [name, command] of steps) {
  const startedAt = performance.now();
  const { code, printed } = await run(command);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(16)} ${seconds.padStart(6)} s`);
  if (code !== 0) {
    console.error(printed);
    process.exit(1);
  }
}
