import { existsSync } from 'node:fs';
import { ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { routeOf } from '../../shared/runtime/route-settings.ts';
import { startAgent } from '../agent.ts';
import { requireThawed } from '../freeze.ts';
import { isGoingDown } from '../host/shutdown.ts';
import { readIdentity, stateFiles } from '../identity.ts';
import { joinFromImage } from '../image-join.ts';
import type { CommandContext, CommandResult } from './command.ts';

/** `run`: the agent, until a signal stops it. The first start of a copy of a prepared image joins before. */
export async function runAgent(context: CommandContext, isAtOnce: boolean): Promise<CommandResult> {
  const log = createLog('agent', context.config.logLevel);
  const deps = { ...context, random: Math.random, log };
  const folder = context.config.state;
  const route = routeOf(context.config);
  const stopping = new AbortController();
  const signalled = context.untilSignal().then((signal) => {
    stopping.abort();
    return signal;
  });
  const lasting = await requireLastingJoin(context, folder);
  if (!lasting.ok) return lasting.error;
  const image = await joinFromImage(deps, { folder, isAtOnce, route, signal: stopping.signal });
  if (!image.ok) return image.error;
  if (image.value === 'stopped') return 0;
  // Having waited for its turn to join, it need not wait again.
  const started = await startAgent(deps, { folder, route, isAtOnce: isAtOnce || image.value === 'joined' });
  if (!started.ok) return started.error;
  await started.value.stop((await isGoingDown(context.host, await signalled)) ? 'shutdown' : 'stopped');
  return 0;
}

/** A machine that would join by itself does not on a frozen disk: it would again at each start, as one more machine. */
async function requireLastingJoin(
  { host }: CommandContext,
  folder: string,
): Promise<Result<unknown, AppError>> {
  const identity = readIdentity(folder);
  const joinsNow = identity.ok && identity.value === null && existsSync(stateFiles(folder).joinToken);
  return joinsNow ? await requireThawed(host, folder) : ok(undefined);
}
