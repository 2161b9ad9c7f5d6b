import { createLog } from '../../shared/runtime/log.ts';
import { routeOf } from '../../shared/runtime/route-settings.ts';
import { leaveBroker } from '../leave.ts';
import type { CommandContext, CommandResult } from './command.ts';

/** `leave`: tells the broker if it answers, and forgets it. */
export async function runLeave(context: CommandContext): Promise<CommandResult> {
  const { text, config, stderr } = context;
  const log = createLog('agent', config.logLevel === 'info' ? 'error' : config.logLevel);
  const left = await leaveBroker({ ...context, log }, { folder: config.state, route: routeOf(config) });
  if (!left.ok) return left.error;
  const { identity, isTold } = left.value;
  if (identity === null) {
    stderr.write(`${text.t('agent.left.nothing')}\n`);
    return 0;
  }
  const { deviceId, schoolName: school } = identity;
  if (!isTold) stderr.write(`${text.t('agent.left.offline', { deviceId, school })}\n`);
  context.stdout.write(`${text.t('agent.left', { school })}\n`);
  return 0;
}
