import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Result } from '../shared/domain/result.ts';
import type { AppError } from '../shared/runtime/app-error.ts';
import { type Environment, loadConfig } from '../shared/runtime/config.ts';
import { routeSettings } from '../shared/runtime/route-settings.ts';

const settings = z.strictObject({
  profile: z
    .string()
    .min(1)
    .default(join(homedir(), '.config', 'schooldrum', 'profile.json')),
  /** That of the locale when absent. */
  lang: z.enum(['vi', 'en']).optional(),
  ...routeSettings,
});
export type ConsoleConfig = z.output<typeof settings>;

/**
 * Settings of the console: `SCHOOLDRUM_PROFILE` and `SCHOOLDRUM_LANG`, overridden by `--profile` and `--lang`;
 * `SCHOOLDRUM_CARRIER` and `SCHOOLDRUM_PROXY`.
 */
export function consoleConfig(
  env: Environment,
  flags: { readonly profile?: string | undefined; readonly lang?: string | undefined },
): Result<ConsoleConfig, AppError> {
  return loadConfig(settings, { env, flags });
}
