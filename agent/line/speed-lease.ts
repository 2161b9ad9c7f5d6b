import { isIP } from 'node:net';
import type { SpeedTest } from '../../shared/contract/line-facts.ts';
import type { OrderBody } from '../../shared/contract/order.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Outbox } from '../outbox.ts';
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
  readonly outbox: Pick<Outbox, 'state' | 'setState'>;
  readonly upSeconds: () => number;
  readonly brokerNow: () => number;
  /** The installation's own authorities. */
  readonly ca: () => string;
  /** Why nothing may be measured now, or null. */
  readonly hindrance: () => string | null;
  readonly publicAddress: () => string | undefined;
  readonly onResult: (result: Omit<SpeedTest, 'startedAgo'>, startedUp: number) => void;
};

const stateKey = 'speed-lease';
/** Two directions of ten seconds each, and what it takes to begin and end them. */
const longestMs = 40_000;

export function createSpeedLeases(deps: LeaseDeps): SpeedLeases {
  let running: AbortController | undefined;
  const measure = async (lease: Lease, leaseId: string, abort: AbortController): Promise<string | null> => {
    const { serverUrl, isOurs, ticket, budgetBytes, lineId } = lease;
    const startedUp = deps.upSeconds();
    const leftMs = Math.min(longestMs, lease.until - deps.brokerNow());
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
    deps.onResult({ leaseId, lineId, server: serverOf(lease), ...found, ...seen }, startedUp);
    const isEmpty = found.download === undefined && found.upload === undefined;
    return isEmpty ? (found.failure ?? 'nothing measured') : null;
  };
  const hindranceOf = ({ until }: Lease): string | null =>
    until <= deps.brokerNow() ? 'the lease has run out' : deps.hindrance();
  return {
    isRunning: () => running !== undefined,
    run: async (lease, leaseId) => {
      // Whoever was killed during a test gets its order again; what it cost by then nobody knows.
      if (deps.outbox.state(stateKey) === leaseId) return 'the lease was used before';
      const hindrance = running !== undefined ? 'a speed test is running' : hindranceOf(lease);
      if (hindrance !== null) {
        // A test that was not begun costs the line nothing: its lease is given back.
        const { lineId } = lease;
        deps.onResult(
          { leaseId, lineId, server: serverOf(lease), totalBytes: 0, failure: hindrance },
          deps.upSeconds(),
        );
        return hindrance;
      }
      deps.outbox.setState({ [stateKey]: leaseId });
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

function serverOf({ serverUrl }: Lease): string {
  return new URL(serverUrl).host.slice(0, 253);
}
