// Runs one tier of the tests: node scripts/test.mjs fast|full|faults [what vitest takes …]
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [tier, ...options] = process.argv.slice(2);
if (!['fast', 'full', 'faults'].includes(tier)) {
  process.stderr.write('usage: node scripts/test.mjs fast|full|faults [vitest arguments]\n');
  process.exit(64);
}
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const done = spawnSync(process.execPath, [vitest, 'run', '--passWithNoTests', ...options], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, SCHOOLDRUM_TIER: tier },
});
process.exit(done.status ?? 1);
