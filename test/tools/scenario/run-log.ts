import type { LineSample } from '../../../shared/contract/line-facts.ts';
import type { VirtualClock } from './virtual-clock.ts';

type MinuteRun = NonNullable<LineSample['log']>[number];
export type Sight = Omit<MinuteRun, 'fromAgo' | 'toAgo' | 'checks'>;

/** Checks of a line, those that came out the same as one run. */
export type RunLog = {
  /** @param isContinued nothing is missing between the check before and this one */
  readonly add: (sight: Sight, isContinued: boolean) => void;
  readonly isFull: () => boolean;
  /** Everything since the last time, as seconds ago. */
  readonly take: () => MinuteRun[];
};

const maxRuns = 64;

export function createRunLog(clock: VirtualClock): RunLog {
  let runs: { from: number; to: number; checks: number; readonly key: string; readonly sight: Sight }[] = [];
  return {
    isFull: () => runs.length >= maxRuns,
    add: (sight, isContinued) => {
      const nowMs = clock.now();
      const key = JSON.stringify(sight);
      const last = runs.at(-1);
      if (last?.key === key && isContinued) {
        last.to = nowMs;
        last.checks += 1;
      } else if (runs.length < maxRuns) runs.push({ from: nowMs, to: nowMs, checks: 1, key, sight });
    },
    take: () => {
      const nowMs = clock.now();
      const ago = (atMs: number): number => Math.round((nowMs - atMs) / 100) / 10;
      const taken = runs.map(({ from, to, checks, sight }) => ({
        fromAgo: ago(from),
        toAgo: ago(to),
        checks,
        ...sight,
      }));
      runs = [];
      return taken;
    },
  };
}
