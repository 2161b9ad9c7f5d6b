import type { LineSample, ServiceCheck } from '../../../shared/contract/line-facts.ts';
import type { Report } from '../../../shared/contract/report.ts';
import type { Draw } from '../simulator/random.ts';
import { createRunLog, type RunLog, type Sight } from './run-log.ts';
import { createServiceWatch, type ProbeOrder, type ServiceWatch } from './service-watch.ts';
import { lookAlong, nothingKnown } from './sight.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { Route, World } from './world.ts';

/** Its duty stands on the disk: a prober that was switched off goes on where it was. */
export type DutyDisk = { duty: ProbeOrder | null };

/**
 * What an agent sees of the way out, as agent/line/line-watch.ts looks: a prober or standby all of it each minute, closer while
 * something is wrong; any other machine that is without its broker looks for its gateway.
 */
export type LineWatch = {
  readonly start: () => void;
  readonly take: (order: ProbeOrder) => void;
  readonly stop: () => void;
};

export type LineWatchDeps = {
  readonly clock: VirtualClock;
  readonly draw: Draw;
  readonly world: World;
  readonly disk: DutyDisk;
  readonly hasGateway: () => boolean;
  /** The way that a connection made now would take. */
  readonly route: () => Route | null;
  readonly isConnected: () => boolean;
  readonly reconnect: () => void;
  readonly add: (measured: Pick<Report, 'line' | 'services'>) => void;
};

const calmMs = 60_000;
const badMs = 10_000;
const badPatienceMs = 1_800_000;
const sampleMs = 300_000;
const continuedMs = 150_000;

type Run = {
  readonly deps: LineWatchDeps;
  readonly log: RunLog;
  readonly services: ServiceWatch;
  tally: Tally;
  last: { readonly at: number; readonly sight: Sight } | null;
  badSince: number | null;
  sampleFrom: number | null;
  cancel: () => void;
};

type Tally = { sent: number; lost: number; readonly times: number[]; readonly addresses: Set<string> };

export function createLineWatch(deps: LineWatchDeps): LineWatch {
  const run: Run = {
    ...{ deps, log: createRunLog(deps.clock), tally: emptyTally(), last: null },
    services: createServiceWatch(deps, {
      canJudge: () => run.last === null || run.last.sight.internet !== 'bad',
      onNews: () => flush(run),
    }),
    ...{ badSince: null, sampleFrom: null, cancel: () => {} },
  };
  return {
    start: () => {
      run.services.follow(dutyOf(run));
      arm(run, deps.draw.uniform() * calmMs);
    },
    take: (order) => {
      flush(run);
      deps.disk.duty = order.duty === 'none' ? null : order;
      run.services.follow(dutyOf(run));
      arm(run, 0);
    },
    stop: () => {
      run.cancel();
      run.services.stop();
    },
  };
}

function emptyTally(): Tally {
  return { sent: 0, lost: 0, times: [], addresses: new Set() };
}

function dutyOf({ deps }: Run): ProbeOrder | null {
  const { duty } = deps.disk;
  return duty !== null && deps.clock.now() < duty.until ? duty : null;
}

function arm(run: Run, delayMs: number): void {
  run.cancel();
  run.cancel = run.deps.clock.after(delayMs, () => round(run));
}

function round(run: Run): void {
  const { deps } = run;
  const duty = dutyOf(run);
  if (duty !== null) watchLine(run);
  else if (deps.isConnected()) {
    flush(run);
    Object.assign(run, { last: null, badSince: null, sampleFrom: null });
  } else watchGateway(run);
  const isUrgent = run.badSince !== null && deps.clock.now() - run.badSince < badPatienceMs;
  arm(run, isUrgent && duty !== null ? badMs : calmMs);
}

function watchGateway(run: Run): void {
  const gateway = run.deps.hasGateway() ? 'ok' : 'bad';
  const wasBad = run.last?.sight.gateway === 'bad';
  record(run, { ...nothingKnown, gateway });
  if (wasBad && gateway === 'ok') reconnectSoon(run);
}

function watchLine(run: Run): void {
  const sight = lookAlong(run.deps);
  const before = run.last?.sight;
  count(run.tally, sight);
  record(run, sight);
  if (before?.broker === 'bad' && sight.broker === 'ok') reconnectSoon(run);
  if (before?.internet === 'bad' && sight.internet !== 'bad') flush(run);
}

function reconnectSoon({ deps }: Run): void {
  deps.clock.after(deps.draw.uniform() * 5_000, deps.reconnect);
}

function count(tally: Tally, { broker, quality, publicAddress }: Sight): void {
  tally.sent += 4;
  if (broker === 'bad') tally.lost += 4;
  else if (quality === 'bad') tally.lost += 2;
  if (broker === 'ok') tally.times.push(quality === 'bad' ? 700 : 12);
  if (publicAddress !== undefined) tally.addresses.add(publicAddress);
}

function record(run: Run, sight: Sight): void {
  const nowMs = run.deps.clock.now();
  const isContinued = run.last !== null && nowMs - run.last.at <= continuedMs;
  if (!isContinued) flush(run);
  run.sampleFrom ??= nowMs;
  run.log.add(sight, isContinued);
  run.last = { at: nowMs, sight };
  const isFailing = [sight.gateway, sight.broker, sight.internet, sight.dns].includes('bad');
  run.badSince = isFailing ? (run.badSince ?? nowMs) : null;
  if (run.log.isFull() || nowMs - run.sampleFrom >= sampleMs) flush(run);
}

/** Puts what was seen into the outbox. */
function flush(run: Run): void {
  const { clock } = run.deps;
  const log = run.log.take();
  const services = run.services.take();
  const seconds = Math.round((clock.now() - (run.sampleFrom ?? clock.now())) / 1_000);
  if (log.length > 0) run.sampleFrom = null;
  if (log.length === 0 && services.length === 0) return;
  run.deps.add({
    ...(log.length === 0 ? {} : { line: sampleOf(run, { seconds, log }) }),
    ...(services.length === 0 ? {} : { services: services satisfies ServiceCheck[] }),
  });
}

function sampleOf(run: Run, part: Pick<LineSample, 'seconds' | 'log'>): LineSample {
  const { sent, lost, times, addresses } = run.tally;
  const duty = dutyOf(run);
  run.tally = emptyTally();
  if (duty === null || sent === 0) return part;
  const near = {
    kind: 'gateway',
    address: '192.168.1.1',
    method: 'tcp',
    sent,
    lost: 0,
    p50Ms: 1,
    p95Ms: 2,
  } as const;
  const spread = times.length === 0 ? {} : { p50Ms: times[0], p95Ms: Math.max(...times), jitterMs: 1 };
  return {
    ...part,
    lineId: duty.lineId,
    targets: [near, { kind: 'broker', method: 'tcp', sent, lost, ...spread } as const],
    publicAddresses: [...addresses].slice(0, 8),
    captivePortal: false,
  };
}
