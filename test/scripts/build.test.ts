import { execFile } from 'node:child_process';
import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openResources } from '../support/resources.ts';
import { repository, sampleTree } from '../tools/rules/sample-tree.ts';

const run = promisify(execFile);

const programs = {
  'agent/main.ts': `
    import process from 'node:process';
    import { version } from '../shared/runtime/version.ts';
    const loaded = process.argv.includes('--all') ? typeof (await import('systeminformation')).default.cpu : 'not loaded';
    console.log(version, loaded);`,
  'console/main.tsx': `
    import { renderToString, Text } from 'ink';
    console.log(renderToString(<Text>Trường học</Text>));`,
};

test('every program that is there becomes one executable file; what is lazy stays apart', async () => {
  await using resources = openResources();
  const folder = await sampleTree(resources, programs);
  for (const path of ['scripts', 'shared/runtime/version.ts']) {
    await cp(join(repository, path), join(folder, path), { recursive: true });
  }
  const built = await run(process.execPath, [join(folder, 'scripts/build.mjs')]);
  const missing = ['broker/main.ts', 'broker/http/ndt7/main.ts'];
  const words = missing.map((path) => `build: ${path} is not there, skipped\n`);
  expect(built).toEqual({ stdout: '', stderr: words.join('') });

  const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  // Run where no package can be found: a bundle is whole.
  const elsewhere = await resources.folder();
  await cp(join(folder, 'dist'), elsewhere, { recursive: true });
  await writeFile(join(elsewhere, 'package.json'), '{}');
  const printed = async (...command: string[]) =>
    (await run(process.execPath, command, { cwd: elsewhere })).stdout.trim();
  expect(await printed('agent.mjs')).toBe(`${version} not loaded`);
  expect(await printed('agent.mjs', '--all')).toBe(`${version} function`);
  expect(await printed('console.mjs')).toBe('Trường học');
  const agent = await readFile(join(elsewhere, 'agent.mjs'), 'utf8');
  expect(agent).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(agent).not.toContain('getStaticData');
  expect((await stat(join(folder, 'dist/agent.mjs'))).mode & 0o111).toBe(0o111);
});
