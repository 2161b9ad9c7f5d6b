import type { Clock } from '../../shared/runtime/clock.ts';

/** Items that become durable together. */
export type BatchQueue<T> = {
  /** False when the queue is full: the item was not taken. */
  readonly add: (item: T, bytes: number) => boolean;
  /** Resolves when everything added so far is settled. */
  readonly flush: () => Promise<void>;
};

export type BatchConfig = {
  readonly maxItems: number;
  /** Longest wait of an item for company. */
  readonly maxWaitMs: number;
  /** After a silence of this length the next item is not made to wait. */
  readonly idleMs: number;
  /**
   * A connection is not read further until what it sent is settled, so the queue holds at most a socket's buffer per
   * connection; this bounds it whatever the number of connections.
   */
  readonly maxQueuedBytes: number;
};

export const defaultBatchConfig: BatchConfig = {
  maxItems: 500,
  maxWaitMs: 4,
  idleMs: 5,
  maxQueuedBytes: 256 * 1024 * 1024,
};

type Queued<T> = { readonly item: T; readonly bytes: number };

/**
 * Group commit: one `commit` at a time, of everything that arrived during the last one, of 500 items, or of 4 ms
 * (measured: 5 ms groups take 27,700 reports/s with fsync, single commits 6,300; 20 ms gains nothing). The first item
 * after a silence is committed in the same turn of the event loop.
 * @param commit settles its items itself and never rejects
 */
export function createBatchQueue<T>(
  deps: { readonly clock: Clock; readonly commit: (items: readonly T[]) => Promise<void> },
  config: BatchConfig,
): BatchQueue<T> {
  let queue: Queued<T>[] = [];
  let queuedBytes = 0;
  let running: Promise<void> | undefined;
  let lastEndMs = Number.NEGATIVE_INFINITY;
  let cancelTimer: (() => void) | undefined;
  let isImmediate = false;

  const run = (): void => {
    isImmediate = false;
    if (running !== undefined || queue.length === 0) return;
    const taken = queue.length <= config.maxItems ? queue : queue.slice(0, config.maxItems);
    queue = queue.length <= config.maxItems ? [] : queue.slice(config.maxItems);
    running = deps.commit(taken.map(({ item }) => item)).then(() => {
      for (const { bytes } of taken) queuedBytes -= bytes;
      running = undefined;
      lastEndMs = deps.clock.monotonicMs();
      schedule();
    });
  };
  const runSoon = (): void => {
    cancelTimer?.();
    cancelTimer = undefined;
    if (isImmediate) return;
    isImmediate = true;
    setImmediate(run);
  };
  const runLater = (): void => {
    cancelTimer ??= deps.clock.after(config.maxWaitMs, () => {
      cancelTimer = undefined;
      run();
    });
  };
  const schedule = (): void => {
    if (running !== undefined || queue.length === 0 || isImmediate) return;
    const isIdle = deps.clock.monotonicMs() - lastEndMs > config.idleMs;
    if (queue.length >= config.maxItems || (isIdle && cancelTimer === undefined)) runSoon();
    else runLater();
  };
  return {
    add: (item, bytes) => {
      if (queuedBytes + bytes > config.maxQueuedBytes) return false;
      queue.push({ item, bytes });
      queuedBytes += bytes;
      schedule();
      return true;
    },
    flush: async () => {
      while (queue.length > 0 || running !== undefined) {
        if (running === undefined) run();
        await running;
      }
    },
  };
}
