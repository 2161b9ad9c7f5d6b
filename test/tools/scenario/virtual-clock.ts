import type { Clock } from '../../../shared/runtime/clock.ts';

/** Time that stands still until it is moved, however many timers wait in it: a heap, where hours pass in seconds. */
export type VirtualClock = Clock & {
  /** Moves to a moment, firing what falls due in order; whoever was woken gets a turn of the event loop. */
  readonly moveTo: (atMs: number) => Promise<void>;
};

type Timer = { readonly dueMs: number; readonly order: number; callback: (() => void) | null };

export function createVirtualClock(startMs: number): VirtualClock {
  const timers: Timer[] = [];
  let nowMs = startMs;
  let order = 0;
  return {
    now: () => Math.round(nowMs),
    monotonicMs: () => nowMs - startMs,
    after: (delayMs, callback) => {
      const timer: Timer = { dueMs: nowMs + Math.max(0, delayMs), order: order++, callback };
      push(timers, timer);
      return () => {
        timer.callback = null;
      };
    },
    moveTo: async (atMs) => {
      for (let due = timers[0]; due !== undefined && due.dueMs <= atMs; due = timers[0]) {
        pop(timers);
        if (due.callback === null) continue;
        nowMs = Math.max(nowMs, due.dueMs);
        due.callback();
        // Timers of one moment are woken together.
        if (timers[0]?.dueMs !== due.dueMs) await new Promise((resolve) => setImmediate(resolve));
      }
      nowMs = Math.max(nowMs, atMs);
    },
  };
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.length;
  heap.push(timer);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(timer, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const child = smallerChild(heap, at);
    const below = heap[child];
    if (below === undefined || !isBefore(below, last)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
}

function smallerChild(heap: readonly Timer[], at: number): number {
  const left = 2 * at + 1;
  const [a, b] = [heap[left], heap[left + 1]];
  return a !== undefined && b !== undefined && isBefore(b, a) ? left + 1 : left;
}
