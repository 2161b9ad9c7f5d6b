import type { Clock } from '../shared/runtime/clock.ts';
import type { Uplink } from './uplink.ts';

/**
 * When the agent is connected. Most machines always are. One that belongs to one person visits: it connects when its
 * report of the day is ready, stays a minute for orders, and leaves, so that nobody sees from when to when it is used.
 */
export type Visits = {
  readonly start: (delayMs: number) => void;
  readonly reportReady: () => void;
  /** Nothing waits to be sent. */
  readonly drained: () => void;
  readonly stop: (reason: 'stopped' | 'shutdown') => Promise<void>;
};

const orderTimeMs = 60_000;

export function createVisits(deps: {
  readonly clock: Clock;
  readonly uplink: () => Uplink;
  readonly isPersonal: () => boolean;
  readonly isEmpty: () => boolean;
}): Visits {
  let isStopped = false;
  let isConnecting = false;
  let cancelTimer = (): void => {};
  let leaving: Promise<void> = Promise.resolve();
  const connect = (delayMs: number): void => {
    if (isConnecting || isStopped) return;
    isConnecting = true;
    // The goodbye of the last visit comes before the birth of the next.
    void leaving.then(() => {
      if (!isStopped) deps.uplink().start(delayMs);
    });
  };
  const leave = (): void => {
    if (!deps.isPersonal() || !deps.isEmpty() || isStopped) return;
    isConnecting = false;
    leaving = deps.uplink().stop('stopped');
  };
  return {
    start: (delayMs) => {
      if (!deps.isPersonal() || !deps.isEmpty()) connect(delayMs);
    },
    reportReady: () => {
      if (isConnecting) deps.uplink().drain();
      else connect(0);
    },
    drained: () => {
      cancelTimer();
      if (deps.isPersonal()) cancelTimer = deps.clock.after(orderTimeMs, leave);
    },
    stop: async (reason) => {
      isStopped = true;
      cancelTimer();
      await leaving;
      await deps.uplink().stop(reason);
    },
  };
}
