import { readFileSync, rmSync } from 'node:fs';
import type { Random } from '../shared/domain/jitter.ts';
import { reconnectDelayMs, startDelayMs } from '../shared/domain/jitter.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, type ErrorCode, fileError } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { NetworkRoute } from '../shared/runtime/network-route.ts';
import { joinBroker } from './enrol.ts';
import type { Host } from './host/host.ts';
import { readIdentity, stateFiles } from './identity.ts';

export type ImageJoinDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly host: Host;
};

export type ImageJoinOptions = {
  /** State folder. */
  readonly folder: string;
  /** Skips the two minutes over which machines that were switched on together spread. */
  readonly isAtOnce: boolean;
  readonly route?: NetworkRoute | undefined;
  /** Ends the attempts; the token stays for the next start. */
  readonly signal?: AbortSignal | undefined;
};

/** What the first start of a prepared image came to; `nothing`: there was no token, or the machine has joined before. */
export type ImageJoin = 'joined' | 'nothing' | 'stopped';

/** What will not get better by asking again. */
const finalRefusals: ReadonlySet<ErrorCode> = new Set([
  'SD-TOKEN-INVALID',
  'SD-JOIN-TOKEN-FOREIGN',
  'SD-JOIN-TOKEN-WRONG',
  'SD-JOIN-TOKEN-SPENT',
  'SD-JOIN-TOKEN-EXPIRED',
  'SD-JOIN-TOKEN-REVOKED',
  'SD-JOIN-KEY-REVOKED',
  'SD-STATE-DAMAGED',
  'SD-FILE-UNWRITABLE',
]);

/**
 * First start of a machine made from a prepared image: joins with the token that `prepare-image` left, however long the
 * broker is not to be reached, and removes the token. Gives up when the token itself is refused; it then stays, so that the
 * next start says the same.
 */
export async function joinFromImage(
  deps: ImageJoinDeps,
  options: ImageJoinOptions,
): Promise<Result<ImageJoin, AppError>> {
  const { folder } = options;
  const identity = readIdentity(folder);
  if (!identity.ok) return identity;
  const path = stateFiles(folder).joinToken;
  if (identity.value !== null) {
    rmSync(path, { force: true });
    return ok('nothing');
  }
  const token = readToken(path);
  if (!token.ok) return token;
  if (token.value === null) return ok('nothing');
  const { uptimeSeconds } = deps.host.facts();
  let delayMs = options.isAtOnce ? 0 : startDelayMs(uptimeSeconds, deps.random);
  for (let attempt = 0; ; attempt += 1) {
    if (!(await waited(deps.clock, delayMs, options.signal))) return ok('stopped');
    const joined = await joinBroker(deps.host, { folder, token: token.value, route: options.route });
    if (joined.ok) break;
    if (finalRefusals.has(joined.error.code)) return joined;
    delayMs = reconnectDelayMs(attempt, deps.random);
    deps.log.warn({ code: joined.error.code, retryInMs: delayMs }, 'not joined yet');
  }
  rmSync(path, { force: true });
  return ok('joined');
}

function readToken(path: string): Result<string | null, AppError> {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    return isAbsent ? ok(null) : err(fileError(cause, path, 'read'));
  }
}

/** False when the signal came first. */
function waited(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted === true) return Promise.resolve(false);
  return new Promise((resolve) => {
    const stopped = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', stopped);
      resolve(true);
    });
    signal?.addEventListener('abort', stopped, { once: true });
  });
}
