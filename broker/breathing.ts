import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../shared/runtime/clock.ts';

/** Long work takes the event loop for so long at a time, and one piece of it more: whoever reports meanwhile waits no longer. */
const turnMs = 8;

/** To be called between two pieces of work: gives everybody else a turn where this one has lasted. */
export function createBreathing({ monotonicMs }: Clock): () => Promise<void> {
  let since = monotonicMs();
  return async () => {
    if (monotonicMs() - since < turnMs) return;
    await setImmediate();
    since = monotonicMs();
  };
}
