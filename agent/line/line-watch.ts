import type { OrderBody } from '../../shared/contract/order.ts';
import type { Random } from '../../shared/domain/jitter.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Host } from '../host/host.ts';
import type { Outbox } from '../outbox.ts';
import { checkLine } from './check.ts';
import { createDecoys, type Decoys } from './decoys.ts';
import { createDutyBook, type Duty, type DutyBook } from './duty.ts';
import type { Endpoint } from './echo.ts';
import { createFirstHops, type FirstHops } from './first-hop.ts';
import { checkGateway } from './gateway-check.ts';
import { createJournal, type Journal } from './journal.ts';
import { isCut, isFailing, type LineState, nothingKnown } from './line-state.ts';
import { createNames, type Names } from './names.ts';
import { createRarely, type Rarely } from './rarely.ts';
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
  /** The broker's time, ms UTC. */
  readonly brokerNow: () => number;
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
/** A system that is on for less is still starting. */
const startedSeconds = 300;
/** No check takes so long by itself: the machine slept meanwhile, and what was asked before was not answered after. */
const longestCheckSeconds = 60;
const cutKeptSeconds = 300;
/** What had lost the network comes back spread over this. */
const reconnectSpreadMs = 5_000;

type WatchRun = {
  readonly deps: LineWatchDeps;
  readonly wayOut: WayOut;
  readonly names: Names;
  readonly hops: FirstHops;
  readonly knownPorts: KnownPorts;
  readonly decoys: Decoys;
  readonly duties: DutyBook;
  readonly rarely: Rarely;
  readonly services: ServiceWatch;
  readonly speed: SpeedLeases;
  readonly journal: Journal;
  cancelTimer: () => void;
  /** The beginning of a cut was written down. */
  cutKeptUp: number;
  /** A round is under way. */
  isBusy: boolean;
  isStopped: boolean;
};

export function createLineWatch(deps: LineWatchDeps): LineWatch {
  const run = openRun(deps);
  return {
    start: () => {
      run.services.follow(run.duties.current());
      // An agent that begins anew on a machine that has long been on goes on with its line's log at once; machines that were
      // switched on together look at their gateway one after the other.
      const isAgain = run.duties.current() !== null && deps.host.facts().uptimeSeconds > startedSeconds;
      arm(run, isAgain ? 0 : deps.random() * calmMs);
    },
    stop: () => {
      run.isStopped = true;
      run.cancelTimer();
      run.services.stop();
      run.speed.stop();
      run.journal.flush();
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
  const duties = createDutyBook({ ...deps, now: deps.clock.now });
  const rarely = createRarely(near);
  const services = createServiceWatch({
    ...near,
    canJudge: () => !speed.isRunning() && !isCut(journal.last()),
    onNews: () => journal.flush(),
  });
  const journal = createJournal({
    ...deps,
    lineId: () => duties.current()?.lineId,
    services: services.take,
    rareFacts: rarely.take,
  });
  const speed = createSpeedLeases({
    ...deps,
    hindrance: () => hindrance(deps, journal),
    publicAddress: () => journal.last()?.publicAddress,
    onResult: journal.addSpeed,
  });
  return {
    ...{ deps, wayOut, names, hops, duties, rarely, services, speed, journal },
    knownPorts: new Map(),
    decoys: createDecoys(deps),
    cancelTimer: () => {},
    cutKeptUp: Number.NEGATIVE_INFINITY,
    isBusy: false,
    isStopped: false,
  };
}

function accept(run: WatchRun, body: Body<'probe'>): string | null {
  if (run.deps.isPersonal()) return 'this machine belongs to one person and measures no line';
  if (body.duty !== 'none' && run.deps.broker() === undefined) {
    return 'this machine reaches the broker through a proxy and does not see the line';
  }
  run.journal.flush();
  run.duties.accept(body);
  run.services.follow(run.duties.current());
  arm(run, 0);
  return null;
}

function hindrance({ isPersonal }: LineWatchDeps, journal: Journal): string | null {
  if (isPersonal()) return 'this machine belongs to one person and measures no line';
  const state = journal.last();
  const isBad = state !== undefined && (isFailing(state) || state.quality === 'bad');
  return isBad ? 'the line is bad at the moment' : null;
}

function arm(run: WatchRun, delayMs: number): void {
  if (run.isStopped || run.isBusy) return;
  run.cancelTimer();
  run.cancelTimer = run.deps.clock.after(delayMs, () => void round(run));
}

async function round(run: WatchRun): Promise<void> {
  const { clock } = run.deps;
  const startedMs = clock.monotonicMs();
  run.isBusy = true;
  await look(run);
  run.isBusy = false;
  const badSinceUp = run.journal.badSinceUp();
  const isUrgent = badSinceUp !== undefined && run.deps.upSeconds() - badSinceUp < badPatienceSeconds;
  const everyMs = isUrgent && run.duties.current() !== null ? badMs : calmMs;
  arm(run, Math.max(1_000, everyMs - (clock.monotonicMs() - startedMs)));
}

async function look(run: WatchRun): Promise<void> {
  const { deps, duties, journal } = run;
  if (deps.isPersonal()) {
    // Somebody's own machine now: nothing of what was measured before leaves either.
    duties.drop();
    run.services.take(0);
  }
  const duty = duties.current();
  if (duty !== null) return await watchLine(run, duty);
  run.services.follow(null);
  if (!deps.isConnected() && !deps.isPersonal()) return await watchGateway(run);
  // Without duty and in touch: what was logged while it was not goes out.
  journal.flush();
  journal.clear();
}

async function watchGateway(run: WatchRun): Promise<void> {
  const before = run.journal.last();
  const { reach } = await checkGateway({ ...run, host: run.deps.host }, false);
  if (run.isStopped) return;
  // Nothing is known and nothing was: there is no log to keep.
  if (reach === 'unknown' && before === undefined) return;
  run.journal.add({ ...nothingKnown, gateway: reach });
  if (before?.gateway === 'bad' && reach === 'ok') reconnectSoon(run);
}

async function watchLine(run: WatchRun, duty: Duty): Promise<void> {
  // What a test of ours does to the line is not the line.
  if (run.speed.isRunning()) return;
  const { upSeconds } = run.deps;
  const { journal } = run;
  const beganUp = upSeconds();
  const check = await checkLine({ ...run.deps, ...run }, duty);
  const hasSlept = upSeconds() - beganUp > longestCheckSeconds;
  if (run.speed.isRunning() || run.isStopped || hasSlept) return;
  const before = journal.last();
  journal.add(check.state, check);
  if (before?.broker === 'bad' && check.state.broker === 'ok') reconnectSoon(run);
  if (isCut(before) !== isCut(check.state)) keepTurn(run, check.state);
  if (!isFailing(check.state)) journal.addTries(await run.rarely.measure(check.targets));
}

/** When a cut began is on the disk before the power goes too; a line that comes and goes is written down as often as any other. */
function keepTurn(run: WatchRun, now: LineState): void {
  const upSeconds = run.deps.upSeconds();
  if (isCut(now) && upSeconds - run.cutKeptUp < cutKeptSeconds) return;
  if (isCut(now)) run.cutKeptUp = upSeconds;
  run.journal.flush();
}

function reconnectSoon({ deps }: WatchRun): void {
  deps.clock.after(deps.random() * reconnectSpreadMs, () => {
    if (!deps.isConnected()) deps.reconnect();
  });
}
