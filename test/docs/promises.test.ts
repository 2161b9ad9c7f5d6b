import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCatalogue } from '../../shared/runtime/app-error.ts';
import { repository } from '../tools/rules/sample-tree.ts';
import { sourceFiles } from '../tools/rules/source-files.ts';
import { documents } from './documents.ts';

const read = (path: string): Promise<string> => readFile(join(repository, path), 'utf8');

/** Every match of the pattern's first group, each once. */
function found(text: string, pattern: RegExp): string[] {
  return [...new Set(Array.from(text.matchAll(pattern), ([, match]) => match ?? ''))].sort();
}

test('every error code is documented, and every documented code exists', async () => {
  const documented = found(await read('docs/reference/errors.md'), /^## (SD-[A-Z-]+)$/gm);
  expect(documented).toEqual(Object.keys(errorCatalogue).sort());
});

test('no page names an error code that does not exist', async () => {
  const named = (await documents()).flatMap(({ path, text }) =>
    found(text, /\b(SD-[A-Z]+(?:-[A-Z]+)*)\b/g)
      .filter((code) => !Object.hasOwn(errorCatalogue, code))
      .map((code) => `${path}: ${code}`),
  );
  expect(named).toEqual([]);
});

test('every npm script that a page names exists', async () => {
  const { scripts } = JSON.parse(await read('package.json'));
  const named = (await documents()).flatMap(({ path, text }) => [
    ...found(text, /npm run ([a-z:]+)/g).map((name) => ({ path, name })),
    ...found(text, /npm (start|test)\b/g).map((name) => ({ path, name })),
  ]);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ name }) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test('every runtime dependency has its line of why, and no line lacks its dependency', async () => {
  const { dependencies, optionalDependencies } = JSON.parse(await read('package.json'));
  const explained = found(await read('docs/decisions/dependencies.md'), /^\| `([^`]+)` \|/gm);
  expect(explained).toEqual([...Object.keys(dependencies), ...Object.keys(optionalDependencies)].sort());
});

test('every file that a page of docs names in code exists', async () => {
  const named = (await sourceFiles(['docs'], ['.md'])).flatMap(({ path, text }) =>
    found(text, /`((?:agent|broker|console|shared|scripts|test)\/[\w./-]+\.(?:tsx?|mjs|json))`/g).map(
      (file) => ({
        path,
        file,
      }),
    ),
  );
  const missing = await Promise.all(
    named.map(async ({ path, file }) => {
      const text = await read(file).catch(() => null);
      return text === null ? [`${path}: ${file}`] : [];
    }),
  );
  expect(missing.flat()).toEqual([]);
});

test('the simulator’s page names every parameter', async () => {
  const page = await read('docs/simulator.md');
  const parameters = Object.entries<object>(JSON.parse(await read('test/tools/simulator/parameters.json')));
  const names = parameters.flatMap(([name, value]) =>
    name === 'lab' ? Object.keys(value).map((part) => `lab.${part}`) : [name],
  );
  const unnamed = names.filter((name) => !page.includes(`\`${name}\``));
  expect(unnamed).toEqual(['label', 'date']);
});
