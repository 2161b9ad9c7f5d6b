import { globSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../tools/rules/sample-tree.ts';
import { currentTier, type TestGroup, testGroups } from './tiers.ts';

const files = globSync('test/**/*.test.{ts,tsx}', { cwd: repository });

function belongs(file: string, { include, exclude }: TestGroup): boolean {
  const isIn = (globs: readonly string[]): boolean => globs.some((glob) => matchesGlob(file, glob));
  return isIn(include) && !isIn(exclude);
}

test('every test file runs once in the full tier or is a fault', () => {
  expect(files.length).toBeGreaterThan(300);
  const groups = [...testGroups('full'), ...testGroups('faults')];
  for (const file of files) {
    expect([file, groups.filter((group) => belongs(file, group)).length]).toEqual([file, 1]);
  }
});

test('what measures runs last and one file at a time; the fast tier is a part of the full one', () => {
  const [together, quiet, ...rest] = testGroups('full');
  expect([quiet, rest]).toMatchObject([{ name: 'quiet', maxWorkers: 1 }, []]);
  const [fast] = testGroups('fast');
  const inFast = files.filter((file) => fast !== undefined && belongs(file, fast));
  expect(inFast.filter((file) => together === undefined || !belongs(file, together))).toEqual([]);
  expect(inFast.filter((file) => /\.(full|quiet|faults)\./.test(file))).toEqual([]);
});

test('a tier that does not exist is named', () => {
  expect(currentTier({})).toBe('fast');
  expect(() => currentTier({ SCHOOLDRUM_TIER: 'slow' })).toThrow('"slow"');
});
