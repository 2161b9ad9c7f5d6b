import { expect, test } from 'vitest';
import { moduleState } from '../tools/rules/module-state.ts';
import { type SourceFile, sourceFiles } from '../tools/rules/source-files.ts';

const code = ['.ts', '.tsx'];

/** `path: match` of every match of a pattern in the files. */
function matches(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    Array.from(text.matchAll(pattern), ([match]) => `${path}: ${match}`),
  );
}

test('no product file holds state of its own', async () => {
  const product = await sourceFiles(['agent', 'broker', 'console', 'shared'], code);
  expect(product.flatMap(moduleState)).toEqual([]);
});

test('state of a module is recognised in each of its forms', () => {
  const text = [
    'let a = 1;',
    'export var b = 2;',
    'const c = new Map<string, number>();',
    'const d: string[] = [];',
    'const e = new Set([1]);',
    'const f = [1] as const;',
    'const none: readonly string[] = [];',
    'export function g(): number { let h = 1; h += 1; return h; }',
  ].join('\n');
  expect(moduleState({ path: 'x.ts', text })).toEqual(['x.ts: a', 'x.ts: b', 'x.ts: c', 'x.ts: d']);
});

test('no test replaces a module', async () => {
  const call = /\bvi\.(mock|doMock|hoisted)\(/g;
  expect(matches([{ path: 'x.test.ts', text: `vi.${'mock'}('../a.ts')` }], call)).toHaveLength(1);
  expect(matches(await sourceFiles(['test'], code), call)).toEqual([]);
});

test('nothing is left for later', async () => {
  const marks = new RegExp(
    `\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b|\\.(only|todo)\\(`,
    'g',
  );
  const folders = ['agent', 'broker', 'console', 'shared', 'scripts', 'test'];
  expect(matches(await sourceFiles(folders, [...code, '.mjs']), marks)).toEqual([]);
});
