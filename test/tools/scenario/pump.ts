import type { Ledger } from './ledger.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Lets the broker work: its short waits need time to go on, though what happens in the schools stands still. */
export type Pump = {
  /** Until every packet that was sent is answered. */
  readonly settle: () => Promise<void>;
  /** Until the work is done. */
  readonly through: <T>(work: Promise<T>) => Promise<T>;
};

/** Virtual milliseconds for each real one: a commit's company is waited for in no time, a handshake is not timed out. */
const creep = 10;
/** What is not answered by then is not going to be: its sender gives up in its own time. */
const patienceMs = 5_000;

export function createPump({
  clock,
  ledger,
}: {
  readonly clock: VirtualClock;
  readonly ledger: Ledger;
}): Pump {
  const turn = async (sinceMs: number): Promise<number> => {
    await new Promise((resolve) => setImmediate(resolve));
    const nowMs = performance.now();
    await clock.moveTo(clock.now() + (nowMs - sinceMs) * creep);
    return nowMs;
  };
  return {
    settle: async () => {
      const startedMs = performance.now();
      for (let atMs = startedMs; ledger.waiting() > 0 && atMs - startedMs < patienceMs; )
        atMs = await turn(atMs);
    },
    through: async (work) => {
      let isDone = false;
      const done = work.finally(() => {
        isDone = true;
      });
      // It is looked at below; a failure meanwhile is nobody's yet.
      done.catch(() => {});
      for (let atMs = performance.now(); !isDone; ) atMs = await turn(atMs);
      return done;
    },
  };
}
