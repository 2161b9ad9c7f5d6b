import { err, ok, type Result } from '../domain/result.ts';
import type { Clock } from './clock.ts';

/** Why a publish has no acknowledgement. The message may or may not have arrived: the sender repeats it. */
export type PublishFailure = 'offline' | 'timed-out' | 'closed';

/** Messages on the wire that wait for their acknowledgement. */
export type InFlight = {
  /** @param send calls back at the acknowledgement, or with what went wrong */
  readonly add: (
    send: (done: (cause?: unknown) => void) => void,
    onTimeout: () => void,
  ) => Promise<Result<void, PublishFailure>>;
  /** The connection is over, and with it all that wait. */
  readonly close: () => void;
};

const ackTimeoutMs = 60_000;

export function createInFlight(clock: Clock): InFlight {
  const waiting = new Set<(result: Result<void, PublishFailure>) => void>();
  return {
    add: (send, onTimeout) =>
      new Promise((resolve) => {
        const settle = (result: Result<void, PublishFailure>): void => {
          cancel();
          waiting.delete(settle);
          resolve(result);
        };
        const timedOut = (): void => {
          settle(err('timed-out'));
          onTimeout();
        };
        const cancel = clock.after(ackTimeoutMs, timedOut, { isBackground: true });
        waiting.add(settle);
        send((cause) => settle(cause == null ? ok(undefined) : err('closed')));
      }),
    close: () => {
      for (const settle of [...waiting]) settle(err('closed'));
    },
  };
}
