import type { LineState, MinuteRun } from './line-state.ts';

/** Neighbouring checks that came out the same; moments are those of the first and the last, in seconds of `upSeconds`. */
export type Run = {
  readonly fromUp: number;
  readonly toUp: number;
  readonly checks: number;
  readonly state: LineState;
};

/** As many as a sample holds. */
export const maxRuns = 64;

/** The minute log since the last sample, run-length coded. */
export type RunLog = {
  /** @param isContinued nothing is missing between the check before and this one */
  readonly add: (atUp: number, state: LineState, isContinued: boolean) => void;
  readonly isFull: () => boolean;
  /** Takes everything out, as seconds before `nowUp`. */
  readonly take: (nowUp: number) => MinuteRun[];
};

export function createRunLog(): RunLog {
  let runs: Run[] = [];
  return {
    add: (atUp, state, isContinued) => {
      const last = runs.at(-1);
      if (last !== undefined && isContinued && isSame(last.state, state)) {
        runs[runs.length - 1] = { ...last, toUp: atUp, checks: last.checks + 1 };
      } else if (runs.length < maxRuns) runs.push({ fromUp: atUp, toUp: atUp, checks: 1, state });
    },
    isFull: () => runs.length >= maxRuns,
    take: (nowUp) => {
      const taken = runs;
      runs = [];
      return taken.map(({ fromUp, toUp, checks, state }) => ({
        fromAgo: secondsBefore(nowUp, fromUp),
        toAgo: secondsBefore(nowUp, toUp),
        checks,
        ...state,
      }));
    },
  };
}

/** As a report carries it: never in the future, a tenth of a second exact, and bounded as the contract is. */
export function secondsBefore(nowUp: number, atUp: number): number {
  return Math.min(1e7, Math.max(0, Math.round((nowUp - atUp) * 10) / 10));
}

function isSame(a: LineState, b: LineState): boolean {
  return (
    a.gateway === b.gateway &&
    a.firstHop === b.firstHop &&
    a.broker === b.broker &&
    a.internet === b.internet &&
    a.dns === b.dns &&
    a.quality === b.quality &&
    a.publicAddress === b.publicAddress
  );
}
