import { execFile } from 'node:child_process';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeSchema, fieldsOf } from '../../scripts/generate/json-schema.ts';
import { table } from '../../scripts/generate/markdown.ts';
import { openResources } from '../support/resources.ts';
import { repository } from '../tools/rules/sample-tree.ts';

function generate(...options: readonly string[]): Promise<{ code: number; stderr: string }> {
  const command = [join(repository, 'scripts/generate.ts'), ...options];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: repository }, (error, _stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stderr }),
    );
  });
}

test('the reference says what the code says', async () => {
  expect(await generate('--check')).toEqual({ code: 0, stderr: '' });
});

test('a page that was edited, lost or left over is named', async () => {
  await using resources = openResources();
  const folder = await resources.folder();
  expect(await generate('--into', folder)).toEqual({ code: 0, stderr: '' });
  await appendFile(join(folder, 'reference/topics.md'), 'by hand\n');
  await rm(join(folder, 'reference/norms.md'));
  await writeFile(join(folder, 'reference/old.md'), '');
  const { code, stderr } = await generate('--check', '--into', folder);
  expect(code).toBe(1);
  expect(stderr.match(/\S+ is stale/g)).toEqual([
    'docs/reference/norms.md is stale',
    'docs/reference/topics.md is stale',
    'docs/reference/old.md is stale',
  ]);
});

test('fields say their path, type and limits', () => {
  const schema = z.object({
    name: z.string().max(5).optional(),
    ports: z.array(z.object({ port: z.int().min(1).max(65_535) })).max(3),
    state: z.enum(['on', 'off']).nullable(),
    at: z.int().min(0).max(253_402_300_799_999),
  });
  expect(fieldsOf(describeSchema(schema))).toEqual([
    { path: 'name', type: 'text, at most 5 characters', isRequired: false },
    { path: 'ports', type: 'list of object, at most 3', isRequired: true },
    { path: 'ports[].port', type: 'integer, 1 to 65535', isRequired: true },
    { path: 'state', type: 'one of on, off or null', isRequired: true },
    { path: 'at', type: 'time, ms since 1970 UTC', isRequired: true },
  ]);
});

test('a cell keeps its bar and stays on one line', () => {
  expect(table(['a'], [['x | y\n z']])).toBe('| a |\n|---|\n| x \\| y z |');
});
