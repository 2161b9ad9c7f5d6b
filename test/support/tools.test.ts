import { afterEach, beforeEach, expect, type TestContext, test, vi } from 'vitest';
import { currentTier } from './tiers.ts';
import { findTool, requireTool } from './tools.ts';

class Skipped extends Error {}

/** A test context that can only be skipped. */
const context = {
  skip: (reason: string): never => {
    throw new Skipped(reason);
  },
} as unknown as TestContext;

beforeEach(() => vi.stubEnv('CI', 'false'));
afterEach(() => vi.unstubAllEnvs());

test('a program that is there is found wherever it is', () => {
  expect(findTool('sh')).toMatch(/^\/.*\/sh$/);
  expect(requireTool(context, 'sh')).toBe(findTool('sh'));
  expect(findTool('no-such-program')).toBeUndefined();
});

test('a missing program skips the test, with the reason', () => {
  expect(() => requireTool(context, 'no-such-program')).toThrow(
    new Skipped('no-such-program is not installed'),
  );
});

test('a missing program fails the full tier where everything is installed', () => {
  vi.stubEnv('CI', 'true');
  vi.stubEnv('SCHOOLDRUM_TIER', 'full');
  expect(() => requireTool(context, 'no-such-program')).toThrow('.ci/run must install it');
  vi.stubEnv('SCHOOLDRUM_TIER', 'fast');
  expect(() => requireTool(context, 'no-such-program')).toThrow(Skipped);
});

test('an unknown tier is an error, none is the fast one', () => {
  expect(currentTier({})).toBe('fast');
  expect(() => currentTier({ SCHOOLDRUM_TIER: 'slow' })).toThrow('SCHOOLDRUM_TIER is "slow"');
});
