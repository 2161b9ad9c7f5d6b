import { isIP } from 'node:net';
import type { SpeedTest } from '../../shared/contract/line-facts.ts';
import type { OrderBody } from '../../shared/contract/order.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { runSpeedTest } from './ndt7.ts';

type Lease = Extract<OrderBody, { kind: 'probe-lease' }>;

/** Speed tests, each under the lease of the broker, one at a time. */
export type SpeedLeases = {
  readonly isRunning: () => boolean;
  /** Null once the result is handed over, or why there is none. */
  readonly run: (lease: Lease, leaseId: string) => Promise<string | null>;
  readonly stop: () => void;
};

export type LeaseDeps = {
  readonly clock: Clock;
  readonly upSeconds: () => number;
  /** The installation's own authorities. */
  readonly ca: () => string;
  /** Why nothing may be measured now, or null. */
  readonly hindrance: () => string | null;
  readonly publicAddress: () => string | undefined;
  readonly onResult: (result: Omit<SpeedTest, 'startedAgo'>, startedUp: number) => void;
};

/** Two directions of ten seconds each, and what it takes to begin and end them. */
const longestMs = 40_000;

export function createSpeedLeases(deps: LeaseDeps): SpeedLeases {
  let running: AbortController | undefined;
  const measure = async (lease: Lease, leaseId: string, abort: AbortController): Promise<string | null> => {
    const { serverUrl, isOurs, ticket, budgetBytes, lineId } = lease;
    const startedUp = deps.upSeconds();
    const leftMs = Math.min(longestMs, lease.until - deps.clock.now());
    const cancel = deps.clock.after(leftMs, () => abort.abort());
    const trust = isOurs ? { caPem: deps.ca() } : {};
    const found = await runSpeedTest(deps, {
      serverUrl,
      ...trust,
      ticket,
      budgetBytes,
      signal: abort.signal,
    });
    cancel();
    const publicAddress = deps.publicAddress();
    const seen = publicAddress === undefined || isIP(publicAddress) === 0 ? {} : { publicAddress };
    deps.onResult(
      { leaseId, lineId, server: new URL(serverUrl).host.slice(0, 253), ...found, ...seen },
      startedUp,
    );
    const isEmpty = found.download === undefined && found.upload === undefined;
    return isEmpty ? (found.failure ?? 'nothing measured') : null;
  };
  return {
    isRunning: () => running !== undefined,
    run: async (lease, leaseId) => {
      if (running !== undefined) return 'a speed test is running';
      if (lease.until <= deps.clock.now()) return 'the lease has run out';
      const hindrance = deps.hindrance();
      if (hindrance !== null) return hindrance;
      running = new AbortController();
      try {
        return await measure(lease, leaseId, running);
      } finally {
        running = undefined;
      }
    },
    stop: () => running?.abort(),
  };
}
