import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openResources } from '../support/resources.ts';
import { lawfulFiles, lintBreaches } from '../tools/rules/lint-samples.ts';
import { repository, runPackage, sampleTree } from '../tools/rules/sample-tree.ts';

interface Finding {
  category: string;
  severity: string;
  location: { path: string | { file: string } };
}

/** The rules biome.json names itself; the rest come with biome's recommended set. */
async function rulesSetHere(): Promise<string[]> {
  const { preset: _, ...groups } = JSON.parse(await readFile(join(repository, 'biome.json'), 'utf8')).linter
    .rules;
  return Object.entries<Record<string, unknown>>(groups).flatMap(([group, rules]) =>
    Object.keys(rules).map((rule) => `${group}/${rule}`),
  );
}

test('every lint rule we set fires on a breach of it, and only there', async () => {
  await using resources = openResources();
  const breaking = Object.values(lintBreaches).map(({ file, text }): [string, string] => [file, text]);
  const folder = await sampleTree(resources, { ...lawfulFiles, ...Object.fromEntries(breaking) });
  const printed = await runPackage(folder, '@biomejs/biome/bin/biome', [
    'lint',
    '--reporter=json',
    '--max-diagnostics=none',
    '.',
  ]);
  const findings: Finding[] = JSON.parse(printed).diagnostics.filter(
    (one: Finding) => one.severity !== 'information',
  );
  const found = findings.map(
    ({ category, location: { path } }) => `${category} ${typeof path === 'string' ? path : path.file}`,
  );

  expect(Object.keys(lintBreaches).sort()).toEqual((await rulesSetHere()).sort());
  for (const [rule, { file }] of Object.entries(lintBreaches))
    expect.soft(found).toContain(`lint/${rule} ${file}`);
  for (const file of ['agent/config.ts', 'test/agent/long.test.ts', 'console/fits.ts']) {
    expect(found.filter((one) => one.endsWith(` ${file}`))).toEqual([]);
  }
});
