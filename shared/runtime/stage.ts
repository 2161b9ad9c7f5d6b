import type { EventEmitter } from 'node:events';
import { err, ok, type Result } from '../domain/result.ts';
import type { Clock } from './clock.ts';

/** What ends the wait for a connection before it is there. */
export type StageLimits = {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Its abort destroys the connection. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * One stage of making a connection: settles when `begin` calls its function or with the error's code, `timeout`, `closed` or
 * `aborted`; then whatever is half open is destroyed. A later error of it ends nobody's process.
 */
export function stage<T>(
  connection: EventEmitter & { readonly destroy: () => unknown },
  { clock, timeoutMs, signal }: StageLimits,
  begin: (finish: (result: Result<T, string>) => void) => void,
): Promise<Result<T, string>> {
  return new Promise((resolve) => {
    const finish = (result: Result<T, string>): void => {
      cancel();
      signal?.removeEventListener('abort', aborted);
      connection.off('error', failed).off('close', closed);
      if (!result.ok) connection.destroy();
      resolve(result);
    };
    const failed = (cause: NodeJS.ErrnoException): void => finish(err(reasonOf(cause)));
    const closed = (): void => finish(err('closed'));
    const aborted = (): void => finish(err('aborted'));
    const cancel = clock.after(timeoutMs, () => finish(err('timeout')));
    connection.on('error', () => {});
    connection.once('error', failed).once('close', closed);
    if (signal?.aborted === true) return aborted();
    signal?.addEventListener('abort', aborted);
    begin(finish);
  });
}

/** A stage that is over at the event. */
export function untilReady<T extends EventEmitter & { readonly destroy: () => unknown }>(
  connection: T,
  event: 'connect' | 'secureConnect',
  limits: StageLimits,
): Promise<Result<T, string>> {
  return stage(connection, limits, (finish) => connection.once(event, () => finish(ok(connection))));
}

/** The code of an error, which is the same in every language, or else its message. */
function reasonOf(cause: NodeJS.ErrnoException): string {
  return cause.code ?? cause.message;
}
