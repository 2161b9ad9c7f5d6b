import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';
import { currentTier } from './tiers.ts';

// Debian keeps servers (mosquitto, postgres helpers) and Wine where an ordinary PATH does not look.
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/lib/wine'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The absolute path of a program, looked for on the PATH and in the system folders; undefined when it is not installed. */
export function findTool(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...systemFolders];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/**
 * The absolute path of a program the test needs. Where it is missing the test is skipped with a printed reason; in the full
 * tier under CI=true, where everything is installed, a skip would hide a hole, so it fails.
 */
export function requireTool(context: TestContext, name: string): string {
  const path = findTool(name);
  if (path !== undefined) return path;
  if (process.env.CI === 'true' && currentTier(process.env) === 'full') {
    throw new Error(`${name} is not installed; .ci/run must install it`);
  }
  return context.skip(`${name} is not installed`);
}

/** The folder of recorded machines beside the repository; the test is skipped, everywhere, where it is missing. */
export function requireFixtures(context: TestContext): string {
  const path = fileURLToPath(new URL('../../../shared/fixtures', import.meta.url));
  return existsSync(path) ? path : context.skip('../shared/fixtures is not there');
}
