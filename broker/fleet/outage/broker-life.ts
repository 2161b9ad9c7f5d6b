import type { BrokerGap } from '../../../shared/domain/outage/evidence.ts';
import { type Clock, every } from '../../../shared/runtime/clock.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import type { BrokerRun, EvidenceStore } from '../../store/evidence-port.ts';

/** How exactly a crash is known; one row of one page is written. */
const markMs = 15_000;

/** When the broker itself served: a time in which nobody could be heard says nothing of the schools. */
export type BrokerLife = {
  /** Times since `from` in which no broker served. */
  readonly gaps: (from: number) => readonly BrokerGap[];
  /** Last sign of the broker before this one; null when there was none. */
  readonly lastSignAt: () => number | null;
  /** Reads what is known of earlier ones. */
  readonly load: (from: number) => Promise<void>;
  /** From now on it serves. */
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
};

export function createBrokerLife(deps: {
  readonly store: Pick<EvidenceStore, 'beginRun' | 'markAlive' | 'endRun' | 'brokerRuns'>;
  readonly clock: Clock;
  readonly log: Log;
}): BrokerLife {
  const { store, clock, log } = deps;
  let runs: readonly BrokerRun[] = [];
  let lastSignAt: number | null = null;
  let runId: number | null = null;
  let stopMarks = (): void => {};
  return {
    gaps: (from) => gapsBetween(runs).filter(({ to }) => to >= from),
    lastSignAt: () => lastSignAt,
    load: async (from) => {
      runs = await store.brokerRuns(from);
      lastSignAt = runs.at(-1)?.aliveAt ?? null;
    },
    begin: async () => {
      const startedAt = clock.now();
      runId = await store.beginRun(startedAt);
      runs = [...runs, { startedAt, aliveAt: startedAt, stoppedAt: null }];
      const mark = (): void => {
        if (runId === null) return;
        store
          .markAlive(runId, clock.now())
          .catch((cause: unknown) =>
            log.error({ reason: String(cause) }, 'the sign of life was not written'),
          );
      };
      stopMarks = every(clock, markMs, mark);
    },
    end: async () => {
      stopMarks();
      if (runId !== null) await store.endRun(runId, clock.now());
      runId = null;
    },
  };
}

/** Between the last sign of one run and the start of the next. */
function gapsBetween(runs: readonly BrokerRun[]): BrokerGap[] {
  return runs.slice(1).flatMap(({ startedAt: to }, index) => {
    const before = runs[index];
    if (before === undefined) return [];
    const { stoppedAt, aliveAt } = before;
    const latest = stoppedAt ?? Math.max(aliveAt, Math.min(to, aliveAt + markMs));
    return to > aliveAt ? [{ from: { from: stoppedAt ?? aliveAt, to: latest }, to }] : [];
  });
}
