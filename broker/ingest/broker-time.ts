import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';

/** A broker clock further than this before the newest row has gone back. */
export const clockToleranceMs = 5 * 60_000;

/** The broker's own time for stamping what arrives. */
export type BrokerTime = { readonly now: () => number };

/**
 * The wall clock, unless it is more than 5 minutes before the newest row (a dead CMOS battery, a restored virtual
 * machine): then the broker serves on, says so, and stamps no earlier than that row.
 * @param newestAt receipt of the newest row, ms UTC; null in an empty store
 */
export function createBrokerTime(
  deps: { readonly clock: Clock; readonly log: Log },
  newestAt: number | null,
): BrokerTime {
  let newest = newestAt ?? 0;
  let isBehind = false;
  return {
    now: () => {
      const now = deps.clock.now();
      const wasBehind = isBehind;
      isBehind = now < newest - clockToleranceMs;
      if (isBehind && !wasBehind) {
        deps.log.error({ clockAt: now, newestAt: newest }, "the broker's clock is behind its newest row");
      }
      if (isBehind) return newest;
      if (now > newest) newest = now;
      return now;
    },
  };
}
