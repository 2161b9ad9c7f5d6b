import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';

/** Hands one message to the transport. */
export type Publish = (
  topic: string,
  payload: Buffer,
  options: { readonly retain?: boolean; readonly qos: 0 | 1 },
) => Promise<void>;

export type Outgoing = { readonly topic: string; readonly payload: Buffer };

export type PublishQueueDeps<T> = {
  readonly clock: Clock;
  readonly log: Log;
  readonly publish: Publish;
  /** The message of a key as it is now, or null when there is nothing new to say. */
  readonly render: (key: T) => Outgoing | null;
};

/** Coalesces changes: a key marked many times is rendered once, when its turn has come. */
export type PublishQueue<T> = {
  /** Due at once, or `intervalMs` after the key's last publication; the earlier of several marks holds. */
  readonly mark: (key: T, intervalMs: number) => void;
  /** Forgets a key; `clearTopic` is emptied on the broker. */
  readonly drop: (key: T, clearTopic: string | null) => void;
  /** Not retained, in its place among the others. */
  readonly send: (message: Outgoing) => void;
  readonly start: () => void;
  /** Publishes nothing more; resolves when the last message was handed over. */
  readonly stop: () => Promise<void>;
};

/** A commit changes many machines at once: what it changed is gathered into one round. */
const gatherMs = 10;
/** Work of one round; what is left waits for the next, after other work had its turn. */
const maxPerRound = 32;

type QueueState<T extends object> = PublishQueueDeps<T> & {
  readonly dueAt: Map<T, number>;
  readonly publishedAt: WeakMap<T, number>;
  /** Cleared topics, to be emptied before anything else is said. */
  readonly toClear: Set<string>;
  isStarted: boolean;
  timerAt: number;
  cancelTimer: () => void;
  /** The transport takes messages in the order of the calls, and a round waits for the one before. */
  inFlight: Promise<void>;
};

export function createPublishQueue<T extends object>(deps: PublishQueueDeps<T>): PublishQueue<T> {
  const state: QueueState<T> = {
    ...deps,
    dueAt: new Map(),
    publishedAt: new WeakMap(),
    toClear: new Set(),
    isStarted: false,
    timerAt: Number.POSITIVE_INFINITY,
    cancelTimer: () => {},
    inFlight: Promise.resolve(),
  };
  return {
    mark: (key, intervalMs) => {
      const nowMs = deps.clock.monotonicMs();
      const dueAt = Math.max(nowMs, (state.publishedAt.get(key) ?? Number.NEGATIVE_INFINITY) + intervalMs);
      if (dueAt >= (state.dueAt.get(key) ?? Number.POSITIVE_INFINITY)) return;
      state.dueAt.set(key, dueAt);
      arm(state, dueAt);
    },
    drop: (key, clearTopic) => {
      state.dueAt.delete(key);
      if (clearTopic === null) return;
      state.toClear.add(clearTopic);
      arm(state, deps.clock.monotonicMs());
    },
    send: (message) => send(state, message, false),
    start: () => {
      state.isStarted = true;
      arm(state, deps.clock.monotonicMs());
    },
    stop: async () => {
      state.isStarted = false;
      state.cancelTimer();
      await state.inFlight;
    },
  };
}

function arm<T extends object>(state: QueueState<T>, dueAt: number): void {
  if (!state.isStarted || dueAt >= state.timerAt) return;
  state.cancelTimer();
  state.timerAt = dueAt;
  const delayMs = Math.max(gatherMs, dueAt - state.clock.monotonicMs());
  state.cancelTimer = state.clock.after(delayMs, () => void round(state), { isBackground: true });
}

async function round<T extends object>(state: QueueState<T>): Promise<void> {
  await state.inFlight;
  state.timerAt = Number.POSITIVE_INFINITY;
  if (!state.isStarted) return;
  for (const topic of state.toClear) send(state, { topic, payload: Buffer.alloc(0) }, true);
  state.toClear.clear();
  const nowMs = state.clock.monotonicMs();
  let left = maxPerRound;
  let nextAt = Number.POSITIVE_INFINITY;
  for (const [key, dueAt] of state.dueAt) {
    if (dueAt > nowMs || left === 0) {
      nextAt = Math.min(nextAt, dueAt);
      continue;
    }
    left -= 1;
    state.dueAt.delete(key);
    const message = state.render(key);
    if (message === null) continue;
    state.publishedAt.set(key, nowMs);
    send(state, message, true);
  }
  if (nextAt < Number.POSITIVE_INFINITY) arm(state, nextAt);
}

function send<T extends object>(state: QueueState<T>, { topic, payload }: Outgoing, retain: boolean): void {
  if (!state.isStarted) return;
  const sent = state.publish(topic, payload, { retain, qos: 0 }).catch((cause: unknown) => {
    state.log.warn({ topic, reason: String(cause) }, 'a view could not be published');
  });
  state.inFlight = Promise.all([state.inFlight, sent]).then(() => {});
}
