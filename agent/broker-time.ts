import type { Clock } from '../shared/runtime/clock.ts';

/** The broker's clock, by which it says how long an order or a lease holds: a machine's own may be hours or years off. */
export type BrokerTime = {
  /** ms UTC; before anything was heard, by this machine's own clock. */
  readonly now: () => number;
  /**
   * An order says when it was sent.
   * @param isFresh it is an answer to what this machine said just now: whatever was believed before ends
   */
  readonly hear: (sentAt: number, isFresh: boolean) => void;
};

/** Goes on by the monotonic clock. An order that waited on its way tells an earlier time: of several the latest is believed. */
export function createBrokerTime(clock: Pick<Clock, 'now' | 'monotonicMs'>): BrokerTime {
  let aheadMs: number | undefined;
  return {
    now: () => (aheadMs === undefined ? clock.now() : Math.round(clock.monotonicMs() + aheadMs)),
    hear: (sentAt, isFresh) => {
      const heardMs = sentAt - clock.monotonicMs();
      aheadMs = isFresh || aheadMs === undefined ? heardMs : Math.max(aheadMs, heardMs);
    },
  };
}
