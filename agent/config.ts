import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import type { Result } from '../shared/domain/result.ts';
import type { AppError } from '../shared/runtime/app-error.ts';
import { type Environment, loadConfig } from '../shared/runtime/config.ts';
import { logLevels } from '../shared/runtime/log.ts';
import { routeSettings } from '../shared/runtime/route-settings.ts';

const settings = z.strictObject({
  /** That of the locale when absent. */
  lang: z.enum(['vi', 'en']).optional(),
  /** Folder of identity and outbox; on a frozen machine, one on a thawed volume. */
  state: z.string().min(1).default(defaultState()),
  logLevel: z.enum(logLevels).default('info'),
  ...routeSettings,
});
export type AgentConfig = z.infer<typeof settings>;

/** Settings of the agent: TOML file (--config, or agent.toml in the system's folder), environment, flags. */
export function loadAgentConfig(
  env: Environment,
  flags: Readonly<Record<string, unknown>>,
): Result<AgentConfig, AppError> {
  const { config, ...given } = flags;
  const file = typeof config === 'string' ? config : systemFile();
  return loadConfig(settings, { file, env, flags: given });
}

function systemFile(): string | undefined {
  const path =
    process.platform === 'win32' ? join(programData(), 'agent.toml') : '/etc/schooldrum/agent.toml';
  return existsSync(path) ? path : undefined;
}

/** Of the machine, not of a user: the installer lets only administrators write there. */
function programData(): string {
  return join(process.env.ProgramData ?? 'C:\\ProgramData', 'Schooldrum');
}

/** Where a service keeps its state on this platform; on Linux an ordinary user has a folder of his own (XDG base directories). */
function defaultState(): string {
  if (process.platform === 'win32') {
    return join(programData(), 'Agent');
  }
  if (process.platform === 'darwin') return '/Library/Application Support/Schooldrum/Agent';
  if (process.getuid?.() === 0) return '/var/lib/schooldrum-agent';
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'schooldrum-agent');
}
