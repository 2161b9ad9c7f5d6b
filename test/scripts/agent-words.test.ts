import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentErrors } from '../../shared/runtime/errors/agent.ts';
import { commonErrors } from '../../shared/runtime/errors/common.ts';
import { repository } from '../tools/rules/sample-tree.ts';
import { sourceFiles } from '../tools/rules/source-files.ts';

/** Keys of the texts that the agent's bundle leaves out. */
async function keysLeftOut(): Promise<string[]> {
  const slim = await readFile(join(repository, 'scripts/esbuild-slim.mjs'), 'utf8');
  const names = /textsWithoutAgent = \[([^\]]+)\]/.exec(slim)?.[1]?.match(/[a-z-]+/g) ?? [];
  const folder = join(repository, 'shared/text/en');
  const files = (await readdir(folder)).filter((file) =>
    names.some((name) => file === `${name}.ts` || (name === 'console' && file.startsWith('console-'))),
  );
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.flatMap((text) => Array.from(text.matchAll(/^ {2}'([^']+)':/gm), ([, key]) => key ?? ''));
}

test('no word that the agent says is left out of its bundle', async () => {
  const leftOut = await keysLeftOut();
  expect(leftOut.length).toBeGreaterThan(300);
  const files = await sourceFiles(['agent', 'shared/runtime'], ['.ts']);
  const said = new Set(
    files.flatMap(({ text }) =>
      Array.from(text.matchAll(/'([a-z]+(?:[.-][\w-]+)+)'/g), ([, key]) => key ?? ''),
    ),
  );
  expect(leftOut.filter((key) => said.has(key))).toEqual([]);
  const codes = [...Object.keys(agentErrors), ...Object.keys(commonErrors)];
  const errors = leftOut.flatMap((key) => /^error\.(SD-[A-Z-]+)/.exec(key)?.[1] ?? []);
  expect(errors.filter((code) => codes.includes(code) || code.startsWith('SD-JOIN'))).toEqual([]);
});
