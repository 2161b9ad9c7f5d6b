import type { Reading, SectionHashes } from '../shared/contract/readings.ts';
import type { CollectorOutcome } from '../shared/contract/report.ts';
import { type Random, spreadMs } from '../shared/domain/jitter.ts';
import { type Section, sections } from '../shared/domain/reading.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { Outbox } from './outbox.ts';
import { isPersonal, type PrivacyPolicy, protect } from './privacy.ts';
import { fitReading, splitReport } from './report-parts.ts';
import {
  dueSections,
  isMarkerDue,
  isNewDay,
  type ReportingMemory,
  reportingMemory,
  seedOf,
} from './schedule.ts';

/** Collects what is due, keeps back what has not changed, and hands the rest to the outbox. */
export type Reporter = {
  /** First tick after `delayMs`, then one per cadence. */
  readonly start: (delayMs: number) => void;
  /** Reads the sections now and reports; unchanged ones are reported by their hash. */
  readonly collectNow: (sections: readonly Section[]) => Promise<void>;
  /** Sends the sections whole, whether they changed or not. */
  readonly resend: (sections: readonly Section[]) => Promise<void>;
  /** Hash of each section as last handed to the outbox. */
  readonly hashes: () => SectionHashes;
  /** What is being read meanwhile is not reported any more. */
  readonly stop: () => void;
};

export type ReporterDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly outbox: Outbox;
  /** Seconds since the agent's start, time asleep included. */
  readonly upSeconds: () => number;
  readonly collect: (due: readonly Section[]) => Promise<{
    readonly readings: readonly Reading[];
    readonly outcomes: readonly CollectorOutcome[];
  }>;
  readonly policy: () => PrivacyPolicy;
  readonly cadenceSeconds: () => number;
  readonly onReport: () => void;
};

/** A machine that reports once a day looks this often whether a new day has come. */
const dayCheckMs = 1_800_000;

const memoryKey = 'reporting';

type Tick = { readonly due: readonly Section[]; readonly withHashes: boolean };

type ReporterRun = {
  readonly deps: ReporterDeps;
  readonly seed: number;
  memory: ReportingMemory;
  cancelTimer: () => void;
  isStopped: boolean;
  /** Ticks run one after the other. */
  last: Promise<void>;
};

/** @param deviceId a memory of another device's reports is forgotten: the new one's broker has none of them */
export function createReporter(deps: ReporterDeps, deviceId: string): Reporter {
  const run: ReporterRun = {
    deps,
    seed: seedOf(deviceId),
    memory: recall(deps.outbox, deviceId),
    cancelTimer: () => {},
    isStopped: false,
    last: Promise.resolve(),
  };
  const all = (due: readonly Section[]): readonly Section[] => (due.length === 0 ? sections : due);
  return {
    start: (delayMs) => {
      run.cancelTimer = deps.clock.after(delayMs, () => tick(run, true));
    },
    collectNow: (due) => enqueue(run, () => ({ due: all(due), withHashes: true })),
    resend: (due) =>
      enqueue(run, () => {
        for (const section of due) delete run.memory.sections[section]?.hash;
        return { due, withHashes: false };
      }),
    hashes: () => hashesOf(run.memory),
    stop: () => {
      run.isStopped = true;
      run.cancelTimer();
    },
  };
}

function tick(run: ReporterRun, isStart: boolean): void {
  const { deps } = run;
  const isDaily = isPersonal(deps.policy().role);
  const waitMs = isDaily ? dayCheckMs : spreadMs(deps.cadenceSeconds() * 1000, deps.random);
  void enqueue(run, () => {
    const now = deps.clock.now();
    if (isDaily && !isNewDay(run.memory, now)) return { due: [], withHashes: false };
    const due = dueSections(run.memory, { now, isStart, seed: run.seed });
    return { due, withHashes: isMarkerDue(run.memory, now) };
  }).then(() => {
    if (!run.isStopped) run.cancelTimer = deps.clock.after(waitMs, () => tick(run, false));
  });
}

function enqueue(run: ReporterRun, plan: () => Tick): Promise<void> {
  run.last = run.last.then(async () => {
    if (run.isStopped) return;
    const planned = plan();
    if (planned.due.length > 0) await report(run, planned);
  });
  return run.last;
}

async function report(run: ReporterRun, { due, withHashes }: Tick): Promise<void> {
  const { deps } = run;
  const at = deps.clock.now();
  const up = Math.round(deps.upSeconds() * 10) / 10;
  const collected = await deps.collect(due);
  if (run.isStopped) return;
  const readings = collected.readings.map((reading) => fitReading(protect(reading, deps.policy())));
  const changed = readings.filter(
    ({ section, hash }) => section === 'usage' || hash !== run.memory.sections[section]?.hash,
  );
  for (const section of due) {
    const hash =
      readings.find((reading) => reading.section === section)?.hash ?? run.memory.sections[section]?.hash;
    run.memory.sections[section] = { collectedAt: at, ...(hash === undefined ? {} : { hash }) };
  }
  if (withHashes) run.memory.markedAt = at;
  // A lone heartbeat that is there was ok; only its absence needs a word.
  const isHeartbeat = due.length === 1;
  const outcomes = collected.outcomes.filter(
    ({ collector, outcome }) => !isHeartbeat || collector !== 'usage' || outcome !== 'ok',
  );
  const hashes = withHashes ? { hashes: hashesOf(run.memory) } : {};
  const changes = { [memoryKey]: JSON.stringify(run.memory) };
  const parts = splitReport({ at, up, readings: changed, outcomes, ...hashes });
  // Remembered with the last part: cut short before it, everything is read and sent again.
  parts.forEach((part, index) => {
    deps.outbox.append(part, index === parts.length - 1 ? changes : {});
  });
  deps.onReport();
}

function hashesOf(memory: ReportingMemory): SectionHashes {
  const hashes: SectionHashes = {};
  for (const section of sections) {
    const hash = section === 'usage' ? undefined : memory.sections[section]?.hash;
    if (hash !== undefined) hashes[section] = hash;
  }
  return hashes;
}

function recall(outbox: Outbox, deviceId: string): ReportingMemory {
  const isOurs = outbox.state('deviceId') === deviceId;
  if (!isOurs) outbox.setState({ deviceId });
  try {
    const checked = reportingMemory.safeParse(
      JSON.parse((isOurs ? outbox.state(memoryKey) : undefined) ?? 'null'),
    );
    return checked.success ? checked.data : { sections: {} };
  } catch {
    return { sections: {} };
  }
}
