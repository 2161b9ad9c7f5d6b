import type { Reading, SectionHashes } from '../shared/contract/readings.ts';
import type { CollectorOutcome } from '../shared/contract/report.ts';
import { type Random, spreadMs } from '../shared/domain/jitter.ts';
import { type Section, sections } from '../shared/domain/reading.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { Outbox, ReportBody } from './outbox.ts';
import { isPersonal, type PrivacyPolicy, protect } from './privacy.ts';
import { fitReading, splitReport } from './report-parts.ts';
import {
  type BatchPlan,
  dueSections,
  isMarkerDue,
  isNewDay,
  type ReportingMemory,
  reportingMemory,
  seedOf,
} from './schedule.ts';
import { createSparedHeartbeats, type SparedHeartbeats } from './spared-heartbeats.ts';

/** Collects what is due, keeps back what has not changed, and hands the rest to the outbox. */
export type Reporter = {
  /** First tick after `delayMs`, then one per cadence. */
  readonly start: (delayMs: number) => void;
  /** Reads the sections now and reports; unchanged ones are reported by their hash. */
  readonly collectNow: (sections: readonly Section[]) => Promise<void>;
  /** Sends the sections whole, whether they changed or not. */
  readonly resend: (sections: readonly Section[]) => Promise<void>;
  /** Reports everything as another device, of which the broker may hold some already. */
  readonly begin: (deviceId: string) => void;
  /** The connection did not stand: a heartbeat that it was to speak for is handed over. */
  readonly connectionLost: () => void;
  /** Hash of each section as last handed to the outbox. */
  readonly hashes: () => SectionHashes;
  /** What is being read meanwhile is not reported any more; what was read is kept. */
  readonly stop: () => Promise<void>;
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
  readonly isConnected: () => boolean;
  readonly onReport: () => void;
  /** The sections that need PowerShell, and how long they wait after the start of this process. */
  readonly batch: { readonly sections: ReadonlySet<Section>; readonly waitMs: number };
  /** What the broker holds, before the first report; null when that is not known in time. */
  readonly held: () => Promise<SectionHashes | null>;
};

/** A machine that reports once a day looks this often whether a new day has come. */
const dayCheckMs = 1_800_000;

/** A machine whose processors work more than this has somebody at work: PowerShell waits for a calmer heartbeat … */
const busyPercent = 70;
/** … but no longer than this (both are assumptions of this software). */
const patienceMs = 7_200_000;

export const reportingKey = 'reporting';

type Tick = {
  readonly due: readonly Section[];
  readonly withHashes: boolean;
  /** Of the process, or of another device. */
  readonly isFirst?: boolean;
  /** A connection that stands may speak for it. */
  readonly isSparable?: boolean;
};

type ReporterRun = {
  readonly deps: ReporterDeps;
  seed: number;
  memory: ReportingMemory;
  readonly startedAt: number;
  readonly batchNotBeforeMs: number;
  /** At the last heartbeat. */
  isBusy: boolean;
  /** Since when PowerShell waits for a calmer moment. */
  postponedAtMs: number | undefined;
  cancelTimer: () => void;
  isStopped: boolean;
  readonly spared: SparedHeartbeats;
  /** What was read and waits for what the broker holds. */
  handing: Promise<void>;
  /** Ticks run one after the other. */
  last: Promise<void>;
};

/** @param deviceId places this machine's readings among those of its neighbours */
export function createReporter(deps: ReporterDeps, deviceId: string): Reporter {
  const run: ReporterRun = {
    deps,
    seed: seedOf(deviceId),
    memory: recall(deps.outbox),
    startedAt: deps.clock.now(),
    batchNotBeforeMs: deps.clock.monotonicMs() + deps.batch.waitMs,
    isBusy: false,
    postponedAtMs: undefined,
    cancelTimer: () => {},
    isStopped: false,
    spared: createSparedHeartbeats(deps),
    handing: Promise.resolve(),
    last: Promise.resolve(),
  };
  const all = (due: readonly Section[]): readonly Section[] => (due.length === 0 ? sections : due);
  return {
    start: (delayMs) => {
      run.cancelTimer = deps.clock.after(delayMs, () => tick(run, true));
    },
    collectNow: (due) => enqueue(run, () => ({ due: all(due), withHashes: true })),
    resend: (due) => resend(run, due),
    begin: (next) => {
      run.seed = seedOf(next);
      void enqueue(run, () => {
        run.memory = { sections: {} };
        return { due: sections, withHashes: true, isFirst: true };
      });
    },
    connectionLost: () => {
      const isOver = run.isStopped || isPersonal(deps.policy().role);
      const unproven = isOver ? null : run.spared.takeUnproven();
      if (unproven !== null) append(run, unproven);
    },
    hashes: () => hashesOf(run.memory),
    stop: async () => {
      run.isStopped = true;
      run.cancelTimer();
      await run.handing;
    },
  };
}

function tick(run: ReporterRun, isStart: boolean): void {
  const { deps } = run;
  const isDaily = isPersonal(deps.policy().role);
  const waitMs = isDaily ? dayCheckMs : spreadMs(deps.cadenceSeconds() * 1000, deps.random);
  const startedMs = deps.clock.monotonicMs();
  void enqueue(run, () => {
    const now = deps.clock.now();
    if (isDaily && !isNewDay(run.memory, now)) return { due: [], withHashes: false };
    // The one report of a day is whole; its machine stands in no room of forty.
    const batch = { ...planBatch(run), ...(isDaily ? { isWaiting: false } : {}) };
    const due = dueSections(run.memory, { now, isStart, seed: run.seed, batch });
    const calm = isDaily ? due : whenCalm(run, due);
    return { due: calm, withHashes: isMarkerDue(run.memory, now), isFirst: isStart, isSparable: true };
  }).then(() => {
    if (run.isStopped) return;
    const tookMs = deps.clock.monotonicMs() - startedMs;
    run.cancelTimer = deps.clock.after(Math.max(0, waitMs - tookMs), () => tick(run, false));
  });
}

function planBatch({ deps, startedAt, batchNotBeforeMs }: ReporterRun): BatchPlan {
  const isWaiting = deps.clock.monotonicMs() < batchNotBeforeMs;
  return { sections: deps.batch.sections, startedAt, isWaiting };
}

/** What is due, without what PowerShell is needed for while somebody is at work. */
function whenCalm(run: ReporterRun, due: readonly Section[]): readonly Section[] {
  const { clock, batch } = run.deps;
  const isPostponed = run.isBusy && due.some((section) => batch.sections.has(section));
  run.postponedAtMs = isPostponed ? (run.postponedAtMs ?? clock.monotonicMs()) : undefined;
  const waitedMs = clock.monotonicMs() - (run.postponedAtMs ?? 0);
  return isPostponed && waitedMs < patienceMs ? due.filter((section) => !batch.sections.has(section)) : due;
}

function isBusy(readings: readonly Reading[]): boolean {
  const heartbeat = readings.find((reading) => reading.section === 'usage');
  return (heartbeat?.facts.cpuPercent ?? 0) > busyPercent;
}

function enqueue(run: ReporterRun, plan: () => Tick): Promise<void> {
  run.last = run.last.then(async () => {
    if (run.isStopped) return;
    const planned = plan();
    if (planned.due.length > 0) await report(run, planned);
  });
  return run.last;
}

async function report(run: ReporterRun, tick: Tick): Promise<void> {
  const { deps } = run;
  const at = deps.clock.now();
  const up = Math.round(deps.upSeconds() * 10) / 10;
  const collected = await deps.collect(tick.due);
  run.isBusy = isBusy(collected.readings);
  if (run.isStopped) return;
  run.handing = handOver(run, tick, { ...collected, at, up });
  await run.handing;
}

type Measured = Awaited<ReturnType<ReporterDeps['collect']>> & { readonly at: number; readonly up: number };

async function handOver(run: ReporterRun, { due, ...tick }: Tick, measured: Measured): Promise<void> {
  const { deps } = run;
  const { at, up } = measured;
  const held = tick.isFirst === true ? await deps.held() : null;
  if (held !== null) adopt(run, held, due);
  const withHashes = tick.withHashes && held === null;
  const readings = measured.readings.map((reading) => fitReading(protect(reading, deps.policy())));
  const changed = readings
    .filter(({ section, hash }) => section === 'usage' || hash !== run.memory.sections[section]?.hash)
    .map(withoutNeedlessHash);
  for (const section of due) {
    const hash =
      readings.find((reading) => reading.section === section)?.hash ?? run.memory.sections[section]?.hash;
    run.memory.sections[section] = { collectedAt: at, ...(hash === undefined ? {} : { hash }) };
  }
  if (withHashes || held !== null) run.memory.markedAt = at;
  // A lone heartbeat that is there was ok; only its absence needs a word.
  const isHeartbeat = due.length === 1;
  const outcomes = measured.outcomes.filter(
    ({ collector, outcome }) => !isHeartbeat || collector !== 'usage' || outcome !== 'ok',
  );
  const hashes = withHashes ? { hashes: hashesOf(run.memory) } : {};
  const body = { at, up, readings: changed, outcomes, ...hashes };
  if (tick.isSparable === true && run.spared.spare(body, deps.cadenceSeconds() * 1000)) return;
  run.spared.told(body);
  append(run, body);
}

function append({ deps, memory }: ReporterRun, body: ReportBody): void {
  const changes = { [reportingKey]: JSON.stringify(memory) };
  const parts = splitReport(body);
  // Remembered with the last part: cut short before it, everything is read and sent again.
  parts.forEach((part, index) => {
    deps.outbox.append(part, index === parts.length - 1 ? changes : {});
  });
  deps.onReport();
}

/** The heartbeat is sent whether it changed or not. */
function withoutNeedlessHash(reading: Reading): Reading {
  if (reading.section !== 'usage') return reading;
  const { hash: _compared, ...sent } = reading;
  return sent;
}

function hashesOf(memory: ReportingMemory): SectionHashes {
  const hashes: SectionHashes = {};
  for (const section of sections) {
    const hash = section === 'usage' ? undefined : memory.sections[section]?.hash;
    if (hash !== undefined) hashes[section] = hash;
  }
  return hashes;
}

/**
 * What the broker holds counts as sent, whatever the disk remembers. What is read neither now nor at its turn, and differs, is
 * sent whole afterwards.
 */
function adopt(run: ReporterRun, held: SectionHashes, due: readonly Section[]): void {
  const lacking: Section[] = [];
  const batch = planBatch(run);
  const isReadSoon = (section: Section): boolean =>
    due.includes(section) || (batch.isWaiting && batch.sections.has(section));
  for (const section of sections) {
    const known = run.memory.sections[section];
    const hash = section === 'usage' ? undefined : held[section];
    if (isReadSoon(section)) {
      run.memory.sections[section] = { collectedAt: 0, ...(hash === undefined ? {} : { hash }) };
    } else if (known?.hash !== undefined && known.hash !== hash) lacking.push(section);
  }
  void resend(run, lacking);
}

function resend(run: ReporterRun, due: readonly Section[]): Promise<void> {
  return enqueue(run, () => {
    for (const section of due) delete run.memory.sections[section]?.hash;
    return { due, withHashes: false };
  });
}

function recall(outbox: Outbox): ReportingMemory {
  try {
    const checked = reportingMemory.safeParse(JSON.parse(outbox.state(reportingKey) ?? 'null'));
    return checked.success ? checked.data : { sections: {} };
  } catch {
    return { sections: {} };
  }
}
