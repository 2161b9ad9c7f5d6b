import type { ServiceCheck } from '../../shared/contract/line-facts.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Host } from '../host/host.ts';
import type { Duty } from './duty.ts';
import { secondsBefore } from './run-log.ts';
import { checkService, type ServiceFinding, type ServiceTarget } from './service-check.ts';
import type { WayOut } from './way-out.ts';

/** Looks at the services of a duty in their turn. */
export type ServiceWatch = {
  /** Begins with what this duty names; what it names no longer is forgotten. */
  readonly follow: (duty: Duty | null) => void;
  readonly take: (nowUp: number) => ServiceCheck[];
  readonly stop: () => void;
};

/** A light check in between costs three packets; how a page answers, and its certificate, are worth a look each quarter of an hour. */
const fullEveryMs = 15 * 60_000;
const firstRecheckMs = 20_000;
const recheckMs = 60_000;
/** Those of a line that is cut say nothing of a service. */
const waitForLineMs = 30_000;

const maxPending = 64;

type Watched = {
  readonly target: ServiceTarget;
  dueMs: number;
  lastFullMs: number | undefined;
  /** Checks in a row that failed. */
  failures: number;
};

type WatchDeps = {
  readonly clock: Clock;
  readonly host: Host;
  readonly wayOut: WayOut;
  readonly upSeconds: () => number;
  /** Days to the end of a certificate count from the broker's time. */
  readonly brokerNow: () => number;
  /** Whether what lies outside can be judged from here now. */
  readonly canJudge: () => boolean;
  /** A service failed twice, works again, or many results wait. */
  readonly onNews: () => void;
};

export function createServiceWatch(deps: WatchDeps): ServiceWatch {
  const { clock } = deps;
  let watched: Watched[] = [];
  let duty: Duty | null = null;
  let pending: { readonly atUp: number; readonly service: string; readonly finding: ServiceFinding }[] = [];
  let cancelTimer = (): void => {};
  let isRunning = false;
  const arm = (): void => {
    cancelTimer();
    if (duty === null || watched.length === 0 || isRunning) return;
    const dueMs = Math.min(...watched.map((each) => each.dueMs));
    cancelTimer = clock.after(Math.max(0, dueMs - clock.monotonicMs()), () => void round());
  };
  const round = async (): Promise<void> => {
    isRunning = true;
    // One after the other: a line that forty machines share is not asked for all at once.
    for (const each of watched.filter(({ dueMs }) => dueMs <= clock.monotonicMs())) {
      const by = duty;
      if (by === null) break;
      if (deps.canJudge()) await look(each, by);
      else each.dueMs = clock.monotonicMs() + waitForLineMs;
    }
    isRunning = false;
    arm();
  };
  const look = async (each: Watched, by: Duty): Promise<void> => {
    const startedMs = clock.monotonicMs();
    const atUp = deps.upSeconds();
    const isLight =
      each.failures === 0 && each.lastFullMs !== undefined && startedMs - each.lastFullMs < fullEveryMs;
    const [resolver] = await deps.wayOut.resolvers();
    const asked = { resolver, nowMs: deps.brokerNow(), isLight };
    const finding = await checkService(deps.host, each.target, asked);
    if (!isLight) each.lastFullMs = startedMs;
    const wasFailing = each.failures > 0;
    each.failures = finding.stage === 'ok' ? 0 : each.failures + 1;
    each.dueMs = clock.monotonicMs() + nextMs(each, by, clock.now());
    // What was asked of a line that broke meanwhile is the line's.
    if (finding.stage !== 'ok' && !deps.canJudge()) return;
    pending = [...pending, { atUp, service: each.target.service, finding }].slice(-maxPending);
    if (each.failures === 2 || (wasFailing && each.failures === 0) || pending.length >= maxPending / 2)
      deps.onNews();
  };
  return {
    follow: (next) => {
      duty = next;
      const before = new Map(watched.map((each) => [`${each.target.service} ${each.target.url}`, each]));
      watched = (next?.services ?? []).map(
        (target, index) =>
          before.get(`${target.service} ${target.url}`) ?? {
            target,
            // A new duty looks at everything soon, one after the other.
            dueMs: clock.monotonicMs() + (index + 1) * 1_000,
            lastFullMs: undefined,
            failures: 0,
          },
      );
      arm();
    },
    take: (nowUp) => {
      const taken = pending;
      pending = [];
      return taken.map(({ atUp, service, finding }) => ({
        service,
        ago: secondsBefore(nowUp, atUp),
        ...finding,
      }));
    },
    stop: () => {
      duty = null;
      cancelTimer();
    },
  };
}

/** A school's place in the span is its own, by the wall clock: one that is wrong only takes another place. */
function nextMs({ failures }: Watched, duty: Duty, nowMs: number): number {
  if (failures > 0) return failures === 1 ? firstRecheckMs : recheckMs;
  const everyMs = duty.serviceEverySeconds * 1000;
  const phaseMs = (duty.servicePhaseSeconds * 1000) % everyMs;
  return everyMs - ((((nowMs - phaseMs) % everyMs) + everyMs) % everyMs);
}
