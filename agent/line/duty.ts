import { z } from 'zod';
import { type OrderBody, orderBody } from '../../shared/contract/order.ts';
import type { Outbox } from '../outbox.ts';

/** What a prober or its standby is told to measure. */
export type Duty = Extract<OrderBody, { kind: 'probe' }>;

/** The duty of this machine on its school's line: none, most of the time. */
export type DutyBook = {
  readonly current: () => Duty | null;
  /** Takes an order; `none` ends the duty. */
  readonly accept: (order: Duty) => void;
  readonly drop: () => void;
};

const stateKey = 'probe';
const kept = z.object({ order: z.unknown(), untilMs: z.number() });

const shortestMs = 3_600_000;
const longestMs = 7 * 86_400_000;

/** Whoever orders says it now, days before it ends: an end that is past, or far away, is that of another clock. */
export function dutyMs(untilMs: number, nowMs: number): number {
  const remainingMs = untilMs - nowMs;
  return remainingMs < shortestMs ? longestMs : Math.min(longestMs, remainingMs);
}

/** By the monotonic clock while this process lives, by the wall clock over restarts: the broker says it again after each birth. */
export function createDutyBook(deps: {
  readonly now: () => number;
  /** By the clock of whoever orders. */
  readonly brokerNow: () => number;
  readonly upSeconds: () => number;
  readonly outbox: Pick<Outbox, 'state' | 'setState'>;
}): DutyBook {
  let duty: Duty | null = null;
  let endsAtUp = 0;
  const begin = (order: Duty, remainingMs: number): void => {
    duty = order;
    endsAtUp = deps.upSeconds() + remainingMs / 1000;
  };
  const drop = (): void => {
    if (duty !== null) deps.outbox.setState({ [stateKey]: 'null' });
    duty = null;
  };
  const before = recall(deps.outbox);
  if (before !== null) {
    const remainingMs = Math.min(longestMs, before.untilMs - deps.now());
    if (remainingMs > 0) begin(before.order, remainingMs);
  }
  return {
    current: () => {
      if (duty !== null && deps.upSeconds() >= endsAtUp) drop();
      return duty;
    },
    accept: (order) => {
      if (order.duty === 'none') {
        drop();
        return;
      }
      const remainingMs = dutyMs(order.until, deps.brokerNow());
      begin(order, remainingMs);
      deps.outbox.setState({ [stateKey]: JSON.stringify({ order, untilMs: deps.now() + remainingMs }) });
    },
    drop,
  };
}

function recall(outbox: Pick<Outbox, 'state'>): { readonly order: Duty; readonly untilMs: number } | null {
  try {
    const found = kept.parse(JSON.parse(outbox.state(stateKey) ?? 'null'));
    const order = orderBody.parse(found.order);
    return order.kind === 'probe' ? { order, untilMs: found.untilMs } : null;
  } catch {
    return null;
  }
}
