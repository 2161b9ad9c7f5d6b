import type { LineSample, ServiceCheck, SpeedTest } from '../../shared/contract/line-facts.ts';
import type { OrderBody } from '../../shared/contract/order.ts';
import type { Random } from '../../shared/domain/jitter.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Host } from '../host/host.ts';
import type { Outbox } from '../outbox.ts';
import { checkLine } from './check.ts';
import { createDutyBook, type Duty, type DutyBook } from './duty.ts';
import type { Endpoint } from './echo.ts';
import { createFirstHops, type FirstHops } from './first-hop.ts';
import { checkGateway } from './gateway-check.ts';
import { type LineState, nothingKnown } from './line-state.ts';
import { createNames, type Names } from './names.ts';
import { createRarely, type Rarely } from './rarely.ts';
import { createRunLog, type RunLog, secondsBefore } from './run-log.ts';
import { createSampleBuilder, type SampleBuilder } from './sample.ts';
import { createServiceWatch, type ServiceWatch } from './service-watch.ts';
import { createSpeedLeases, type SpeedLeases } from './speed-lease.ts';
import type { KnownPorts } from './target.ts';
import { createWayOut, type WayOut } from './way-out.ts';

type Body<K extends OrderBody['kind']> = Extract<OrderBody, { kind: K }>;

export type LineWatchDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly host: Host;
  readonly outbox: Outbox;
  readonly upSeconds: () => number;
  /** A machine that belongs to one person watches nothing. */
  readonly isPersonal: () => boolean;
  readonly isConnected: () => boolean;
  /** Where MQTT is spoken; undefined behind a proxy, from where the line itself cannot be seen. */
  readonly broker: () => Endpoint | undefined;
  /** The installation's authorities. */
  readonly ca: () => string;
  /** The network is back: the session tries again at once. */
  readonly reconnect: () => void;
  readonly onReport: () => void;
};

/** The way out, as this machine sees it: its duty as prober, and the log of its gateway while it is cut off. */
export type LineWatch = {
  readonly start: () => void;
  readonly stop: () => void;
  /** Null, or why it cannot be done. */
  readonly probe: (body: Body<'probe'>) => Promise<string | null>;
  readonly probeLease: (body: Body<'probe-lease'>, orderId: string) => Promise<string | null>;
};

const calmMs = 60_000;
const badMs = 10_000;
/** A line that stays bad is looked at each minute again: its end is still known to the minute. */
const badPatienceSeconds = 1_800;
const sampleSeconds = 300;
/** Between two checks that belong together; beyond it the machine slept. */
const continuedSeconds = 150;
/** What had lost the network comes back spread over this. */
const reconnectSpreadMs = 5_000;

type WatchRun = {
  readonly deps: LineWatchDeps;
  readonly wayOut: WayOut;
  readonly names: Names;
  readonly hops: FirstHops;
  readonly knownPorts: KnownPorts;
  readonly duties: DutyBook;
  readonly rarely: Rarely;
  readonly services: ServiceWatch;
  readonly speed: SpeedLeases;
  readonly log: RunLog;
  readonly sample: SampleBuilder;
  last: { readonly atUp: number; readonly state: LineState } | undefined;
  badSinceUp: number | undefined;
  /** Since when the next sample counts; undefined while nothing is watched. */
  sampleFromUp: number | undefined;
  cancelTimer: () => void;
  /** A round is under way. */
  isBusy: boolean;
  isStopped: boolean;
};

export function createLineWatch(deps: LineWatchDeps): LineWatch {
  const run = openRun(deps);
  return {
    start: () => {
      run.services.follow(run.duties.current());
      // Machines that were switched on together look at their gateway one after the other.
      arm(run, deps.random() * calmMs);
    },
    stop: () => {
      run.isStopped = true;
      run.cancelTimer();
      run.services.stop();
      run.speed.stop();
      flush(run);
    },
    probe: (body) => Promise.resolve(accept(run, body)),
    probeLease: (body, orderId) => run.speed.run(body, orderId),
  };
}

function openRun(deps: LineWatchDeps): WatchRun {
  const wayOut = createWayOut(deps);
  const names = createNames(deps);
  const hops = createFirstHops({ ...deps, wayOut });
  const near = { ...deps, wayOut, names, hops };
  const run: WatchRun = {
    ...{ deps, wayOut, names, hops },
    knownPorts: new Map(),
    duties: createDutyBook({ ...deps, now: deps.clock.now }),
    rarely: createRarely(near),
    services: createServiceWatch({
      ...near,
      canJudge: () => !run.speed.isRunning() && !isCut(run.last?.state),
      onNews: () => flush(run),
    }),
    speed: createSpeedLeases({
      ...deps,
      hindrance: () => hindrance(run),
      publicAddress: () => run.last?.state.publicAddress,
      onResult: (result, startedUp) => reportSpeed(run, result, startedUp),
    }),
    log: createRunLog(),
    sample: createSampleBuilder(),
    last: undefined,
    badSinceUp: undefined,
    sampleFromUp: undefined,
    cancelTimer: () => {},
    isBusy: false,
    isStopped: false,
  };
  return run;
}

function accept(run: WatchRun, body: Body<'probe'>): string | null {
  if (run.deps.isPersonal()) return 'this machine belongs to one person and measures no line';
  if (body.duty !== 'none' && run.deps.broker() === undefined) {
    return 'this machine reaches the broker through a proxy and does not see the line';
  }
  flush(run);
  run.duties.accept(body);
  run.services.follow(run.duties.current());
  arm(run, 0);
  return null;
}

function arm(run: WatchRun, delayMs: number): void {
  if (run.isStopped || run.isBusy) return;
  run.cancelTimer();
  run.cancelTimer = run.deps.clock.after(delayMs, () => void round(run));
}

async function round(run: WatchRun): Promise<void> {
  const { clock, isConnected, isPersonal } = run.deps;
  const startedMs = clock.monotonicMs();
  run.isBusy = true;
  if (isPersonal()) leaveOff(run);
  else {
    const duty = run.duties.current();
    if (duty !== null) await watchLine(run, duty);
    else if (isConnected()) rest(run);
    else await watchGateway(run);
  }
  run.isBusy = false;
  const isUrgent = run.badSinceUp !== undefined && run.deps.upSeconds() - run.badSinceUp < badPatienceSeconds;
  const everyMs = isUrgent && run.duties.current() !== null ? badMs : calmMs;
  arm(run, Math.max(1_000, everyMs - (clock.monotonicMs() - startedMs)));
}

/** Somebody's own machine: nothing of what was measured before leaves either. */
function leaveOff(run: WatchRun): void {
  run.duties.drop();
  run.services.follow(null);
  run.services.take(0);
  run.sample.take();
  run.log.take(0);
  forget(run);
}

/** Connected and without duty: what was logged while it was not goes out. */
function rest(run: WatchRun): void {
  flush(run);
  run.services.follow(null);
  forget(run);
}

function forget(run: WatchRun): void {
  run.last = undefined;
  run.badSinceUp = undefined;
  run.sampleFromUp = undefined;
}

async function watchGateway(run: WatchRun): Promise<void> {
  const { host } = run.deps;
  const { reach } = await checkGateway({ ...run, host }, false);
  // Nothing is known and nothing was: there is no log to keep.
  if (reach === 'unknown' && run.last === undefined) return;
  const wasBad = run.last?.state.gateway === 'bad';
  record(run, { ...nothingKnown, gateway: reach });
  if (wasBad && reach === 'ok') reconnectSoon(run);
}

async function watchLine(run: WatchRun, duty: Duty): Promise<void> {
  // What a test of ours does to the line is not the line.
  if (run.speed.isRunning()) return;
  const { host, clock, broker } = run.deps;
  const check = await checkLine({ ...run, host, clock, broker }, duty);
  if (run.speed.isRunning()) return;
  const before = run.last?.state;
  run.sample.add(check);
  record(run, check.state);
  if (before?.broker === 'bad' && check.state.broker === 'ok') reconnectSoon(run);
  if (isCut(before) && !isCut(check.state)) flush(run);
  if (!isFailing(check.state)) run.sample.addTries(await run.rarely.measure(check.targets));
}

function record(run: WatchRun, state: LineState): void {
  const atUp = run.deps.upSeconds();
  const isContinued = run.last !== undefined && atUp - run.last.atUp <= continuedSeconds;
  // A machine that slept knows nothing of the time in between: neither in a run nor in a sample.
  if (!isContinued) flush(run, run.last?.atUp);
  run.sampleFromUp ??= atUp;
  run.log.add(atUp, state, isContinued);
  run.last = { atUp, state };
  run.badSinceUp = isFailing(state) ? (run.badSinceUp ?? atUp) : undefined;
  if (run.log.isFull() || atUp - run.sampleFromUp >= sampleSeconds) flush(run);
}

/** Worth another look in ten seconds. */
function isFailing({ gateway, broker, internet, dns }: LineState): boolean {
  return gateway === 'bad' || broker === 'bad' || internet === 'bad' || dns === 'bad';
}

/** Nothing outside answers. */
function isCut(state: LineState | undefined): boolean {
  if (state === undefined) return false;
  return state.internet === 'bad' || (state.internet === 'unknown' && state.broker === 'bad');
}

function hindrance(run: WatchRun): string | null {
  if (run.deps.isPersonal()) return 'this machine belongs to one person and measures no line';
  const state = run.last?.state;
  if (state !== undefined && (isFailing(state) || state.quality === 'bad'))
    return 'the line is bad at the moment';
  return null;
}

function reconnectSoon({ deps }: WatchRun): void {
  deps.clock.after(deps.random() * reconnectSpreadMs, () => {
    if (!deps.isConnected()) deps.reconnect();
  });
}

/** @param endUp the span ended then already: the machine slept since */
function flush(run: WatchRun, endUp?: number): void {
  const { deps } = run;
  const up = moment(deps.upSeconds());
  const log = run.log.take(up);
  const services = run.services.take(up);
  const lineId = run.duties.current()?.lineId;
  const fromUp = run.sampleFromUp;
  if (log.length > 0) run.sampleFromUp = endUp === undefined ? up : undefined;
  if (log.length === 0 && services.length === 0) return;
  const seconds = Math.max(0, Math.round((endUp ?? up) - (fromUp ?? up)));
  const rare = log.length === 0 ? {} : run.rarely.take();
  const line = { ...(lineId === undefined ? {} : { lineId }), seconds, ...run.sample.take(), ...rare, log };
  report(run, up, {
    ...(log.length === 0 ? {} : { line }),
    ...(services.length === 0 ? {} : { services }),
  });
}

function reportSpeed(run: WatchRun, result: Omit<SpeedTest, 'startedAgo'>, startedUp: number): void {
  const up = moment(run.deps.upSeconds());
  report(run, up, { speed: { ...result, startedAgo: secondsBefore(up, startedUp) } });
}

type Measured = {
  readonly line?: LineSample;
  readonly services?: ServiceCheck[];
  readonly speed?: SpeedTest;
};

function report({ deps }: WatchRun, up: number, measured: Measured): void {
  if (deps.isPersonal()) return;
  deps.outbox.append({ at: deps.clock.now(), up, readings: [], outcomes: [], ...measured });
  deps.onReport();
}

function moment(upSeconds: number): number {
  return Math.round(upSeconds * 10) / 10;
}
