import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { repository } from '../tools/rules/sample-tree.ts';
import { openResources } from './resources.ts';

const sample = `
import { expect, test } from 'vitest';
test('passes', () => expect(1).toBe(1));
test('fails', () => expect(1).toBe(2));
test('is skipped', (context) => context.skip('no such program'));
test.skip('is skipped silently', () => {});
`;

test('the run ends with the reasons of skips and one line of figures', async () => {
  await using resources = openResources();
  const folder = await resources.folder();
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await mkdir(join(folder, 'test'));
  await writeFile(join(folder, 'test/sample.test.ts'), sample);
  await writeFile(join(folder, 'test/broken.test.ts'), "import './absent.ts';\n");
  const config = `import { createClosingReporter } from ${JSON.stringify(join(repository, 'test/support/closing-reporter.ts'))};
export default { test: { reporters: ['default', createClosingReporter(process.stdout)] } };\n`;
  await writeFile(join(folder, 'vitest.config.ts'), config);

  const { code, printed } = await new Promise<{ code: unknown; printed: string }>((resolve) => {
    const command = [join(repository, 'node_modules/vitest/vitest.mjs'), 'run'];
    execFile(process.execPath, command, { cwd: folder }, (error, stdout) =>
      resolve({ code: error?.code ?? 0, printed: stdout }),
    );
  });

  expect(printed.split('\n')).toEqual(
    expect.arrayContaining([
      'skipped 1: no such program',
      'skipped 1: no reason given',
      '1 passed, 2 failed, 2 skipped',
    ]),
  );
  expect(code).toBe(1);
});
