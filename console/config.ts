import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Result } from '../shared/domain/result.ts';
import type { AppError } from '../shared/runtime/app-error.ts';
import { type Environment, loadConfig } from '../shared/runtime/config.ts';

const settings = z.strictObject({
  profile: z
    .string()
    .min(1)
    .default(join(homedir(), '.config', 'schooldrum', 'profile.json')),
  /** That of the locale when absent. */
  lang: z.enum(['vi', 'en']).optional(),
});
export type ConsoleConfig = z.output<typeof settings>;

/** Settings of the console: `SCHOOLDRUM_PROFILE` and `SCHOOLDRUM_LANG`, overridden by `--profile` and `--lang`. */
export function consoleConfig(
  env: Environment,
  flags: { readonly profile?: string | undefined; readonly lang?: string | undefined },
): Result<ConsoleConfig, AppError> {
  return loadConfig(settings, { env, flags });
}
