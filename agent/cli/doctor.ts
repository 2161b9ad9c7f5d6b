import { routeOf } from '../../shared/runtime/route-settings.ts';
import { examine } from '../doctor.ts';
import { worstLevel } from '../doctor-check.ts';
import type { CommandContext, CommandResult } from './command.ts';

const marks = { ok: '✓', warning: '!', critical: '✗' } as const;

/** `doctor`: one line per check; with --check the exit status tells the worst. */
export async function runDoctor(
  context: CommandContext,
  flags: { readonly json?: unknown; readonly check?: unknown },
): Promise<CommandResult> {
  const { text, stdout } = context;
  const checks = await examine(context, context.config.state, routeOf(context.config));
  const lines = checks.map(({ check, subject, level, seen, values }) => ({
    check: check.replace('agent.doctor.', ''),
    level,
    title: text.t(check, subject),
    detail: text.t(seen, values),
  }));
  if (flags.json === true) stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
  else for (const { level, title, detail } of lines) stdout.write(`${marks[level]} ${title}: ${detail}\n`);
  return flags.check === true ? worstLevel(checks) : 0;
}
