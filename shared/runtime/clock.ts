/** Time as the product sees it; tests pass {@link createManualClock} and never sleep. */
export type Clock = {
  /** Wall clock, milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** Monotonic milliseconds, unaffected by someone setting the clock. */
  readonly monotonicMs: () => number;
  /** Calls back once after `delayMs`; returns the cancellation. Does not keep the process alive when `isBackground`. */
  readonly after: (
    delayMs: number,
    callback: () => void,
    options?: { readonly isBackground?: boolean },
  ) => () => void;
};

/** Longest delay that setTimeout takes before it overflows and fires at once. */
const maxTimerMs = 2_147_483_647;

export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    after: (delayMs, callback, options) => {
      const timer = setTimeout(callback, Math.min(delayMs, maxTimerMs));
      if (options?.isBackground === true) timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** Calls `task` every `intervalMs` until cancelled; the next wait starts when the task has returned. */
export function every(clock: Clock, intervalMs: number, task: () => void): () => void {
  let cancel = (): void => {};
  const arm = (): void => {
    cancel = clock.after(intervalMs, () => {
      task();
      if (!isStopped) arm();
    });
  };
  let isStopped = false;
  arm();
  return () => {
    isStopped = true;
    cancel();
  };
}

/** Waits on the clock. */
export function delay(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}

/** A clock that stands still until it is advanced: for tests and simulations. */
export type ManualClock = Clock & {
  /** Moves time forward, firing due timers in order; yields to promises between timers. */
  readonly advance: (ms: number) => Promise<void>;
};

export function createManualClock(startMs: number): ManualClock {
  let nowMs = startMs;
  let nextId = 0;
  const timers = new Map<number, { readonly dueMs: number; readonly callback: () => void }>();
  const earliest = (untilMs: number): [number, { dueMs: number; callback: () => void }] | undefined =>
    [...timers]
      .filter(([, timer]) => timer.dueMs <= untilMs)
      .sort(([a, x], [b, y]) => x.dueMs - y.dueMs || a - b)[0];
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    now: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    after: (delayMs, callback) => {
      const id = nextId++;
      timers.set(id, { dueMs: nowMs + delayMs, callback });
      return () => void timers.delete(id);
    },
    advance: async (ms) => {
      const untilMs = nowMs + ms;
      await settle();
      for (let due = earliest(untilMs); due !== undefined; due = earliest(untilMs)) {
        timers.delete(due[0]);
        nowMs = Math.max(nowMs, due[1].dueMs);
        due[1].callback();
        await settle();
      }
      nowMs = untilMs;
    },
  };
}
