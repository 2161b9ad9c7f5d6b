import { createLog } from '../../shared/runtime/log.ts';
import { startAgent } from '../agent.ts';
import type { CommandContext, CommandResult } from './command.ts';

/** `run`: the agent, until a signal stops it. */
export async function runAgent(context: CommandContext, isAtOnce: boolean): Promise<CommandResult> {
  const log = createLog('agent', context.config.logLevel);
  const started = await startAgent(
    { ...context, random: Math.random, log },
    { folder: context.config.state, isAtOnce },
  );
  if (!started.ok) return started.error;
  await context.untilSignal();
  await started.value.stop('stopped');
  return 0;
}
