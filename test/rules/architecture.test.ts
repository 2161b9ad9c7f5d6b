import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openResources } from '../support/resources.ts';
import { breaches, lawfulTree, unlawfulTree } from '../tools/rules/architecture-samples.ts';
import { repository, runPackage, sampleTree } from '../tools/rules/sample-tree.ts';

interface Violation {
  from: string;
  rule: { name: string };
}

async function violations(files: Record<string, string>): Promise<Violation[]> {
  await using resources = openResources();
  const folder = await sampleTree(resources, files);
  const folders = [...new Set(Object.keys(files).map((path) => path.replace(/\/.*/, '')))];
  const printed = await runPackage(folder, 'dependency-cruiser/bin/dependency-cruiser.mjs', [
    '--output-type=json',
    ...folders,
  ]);
  return JSON.parse(printed).summary.violations;
}

test('a product that keeps the laws has no violation', async () => {
  expect(await violations(lawfulTree)).toEqual([]);
});

test('every law fires on a breach of it, in the file that breaks it', async () => {
  const found = await violations(unlawfulTree);
  const filesOf = (rule: string): string[] =>
    found.filter((violation) => violation.rule.name === rule).map(({ from }) => from);
  const { forbidden } = createRequire(import.meta.url)(join(repository, '.dependency-cruiser.cjs'));

  expect(Object.keys(breaches).sort()).toEqual(forbidden.map((rule: { name: string }) => rule.name).sort());
  for (const [rule, { file }] of Object.entries(breaches)) expect.soft(filesOf(rule), rule).toContain(file);
});
