import type { OrderBody } from '../../shared/contract/order.ts';
import type { Random } from '../../shared/domain/jitter.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Host } from '../host/host.ts';
import type { Outbox } from '../outbox.ts';

type Body<K extends OrderBody['kind']> = Extract<OrderBody, { kind: K }>;

export type LineWatchDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly host: Host;
  readonly outbox: Outbox;
  readonly upSeconds: () => number;
  /** A machine that belongs to one person watches nothing. */
  readonly isPersonal: () => boolean;
  readonly isConnected: () => boolean;
  /** The network is back: the session tries again at once. */
  readonly reconnect: () => void;
  readonly onReport: () => void;
};

/** The way out, as this machine sees it: its duty as prober, and the log of its gateway while it is cut off. */
export type LineWatch = {
  readonly start: () => void;
  readonly stop: () => void;
  /** Null, or why it cannot be done. */
  readonly probe: (body: Body<'probe'>) => Promise<string | null>;
  readonly probeLease: (body: Body<'probe-lease'>, orderId: string) => Promise<string | null>;
};

export function createLineWatch(_deps: LineWatchDeps): LineWatch {
  return {
    start: () => {},
    stop: () => {},
    probe: () => Promise.resolve('not available'),
    probeLease: () => Promise.resolve('not available'),
  };
}
