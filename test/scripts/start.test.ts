import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/start.ts', import.meta.url));

test.for([
  ['--bogus', '--bogus'],
  ['somewhere', 'somewhere'],
  ['--data', '--data'],
] as const)('npm start -- %s is one line that names it', ([argument, named]) => {
  const run = spawnSync(process.execPath, [script, argument], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '' },
  });
  expect(run.status).toBe(64);
  expect(run.stdout).toBe('');
  expect(run.stderr).toMatch(new RegExp(`^SD-USAGE: [^\\n]*${named}[^\\n]*\\n$`));
});
