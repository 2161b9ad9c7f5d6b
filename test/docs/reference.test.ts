import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { repository } from '../tools/rules/sample-tree.ts';

const run = promisify(execFile);

test('the reference says what the code says', async () => {
  const command = [join(repository, 'scripts/generate.ts'), '--check'];
  const outcome = await run(process.execPath, command, { cwd: repository }).catch((cause) => cause);
  expect(outcome.stderr).toBe('');
  expect(outcome.code ?? 0).toBe(0);
});
