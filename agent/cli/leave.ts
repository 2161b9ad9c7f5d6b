import { createLog } from '../../shared/runtime/log.ts';
import { leaveBroker } from '../leave.ts';
import type { CommandContext, CommandResult } from './command.ts';

/** `leave`: tells the broker if it answers, and forgets it. */
export async function runLeave(context: CommandContext): Promise<CommandResult> {
  const { text, config, stderr } = context;
  const log = createLog('agent', config.logLevel === 'info' ? 'error' : config.logLevel);
  const left = await leaveBroker({ ...context, log }, config.state);
  if (!left.ok) return left.error;
  const { identity, isTold } = left.value;
  if (identity === null) {
    stderr.write(`${text.t('agent.left.nothing')}\n`);
    return 0;
  }
  if (!isTold) stderr.write(`${text.t('agent.left.offline')}\n`);
  context.stdout.write(`${text.t('agent.left', { school: identity.schoolName })}\n`);
  return 0;
}
