import type { ReadingOf } from '../shared/contract/readings.ts';
import type { ReportBody } from './outbox.ts';

type Heartbeat = ReadingOf<'usage'>;

/** Heartbeats that need no report, because the connection itself tells that this machine lives. */
export type SparedHeartbeats = {
  /** Whether this one is kept back; it is the newest then, and only the newest is kept. */
  readonly spare: (body: ReportBody, cadenceMs: number) => boolean;
  /** What the broker gets to know; what was kept back before is of no use then. */
  readonly told: (body: ReportBody) => void;
  /** What was kept back by a connection that was perhaps dead already, or null. */
  readonly takeUnproven: () => ReportBody | null;
};

/** Two of three heartbeats may be spared, with a fifth of jitter in each interval … */
const sparedCadences = 2.4;
/** … but whoever looks at a machine finds figures that are no older than this and one interval. */
const longestSilenceMs = 720_000;
/** Who orders a machine to look more often than all do wants to be told as often. */
const ordinaryCadenceMs = 300_000;
/** A share of the free disk that is worth a word. */
const diskShare = 0.05;
/** A dead connection passes for one that stands until its keep-alive runs out, twice 120 s at the most. */
const unprovenSeconds = 240;

/**
 * While the connection stands its keep-alive proves more than a heartbeat does, so one without news is spared. Whether it still stood
 * turns out later: the newest one is kept, and is the sign of life from a cut if it is lost. One from before the machine slept is not.
 */
export function createSparedHeartbeats(deps: {
  readonly isConnected: () => boolean;
  /** Seconds since the agent's start, time asleep included. */
  readonly upSeconds: () => number;
}): SparedHeartbeats {
  let last: { readonly up: number; readonly heartbeat: Heartbeat } | undefined;
  let kept: ReportBody | undefined;
  const outcomes = new Map<string, string>();
  return {
    spare: (body, cadenceMs) => {
      const heartbeat = loneHeartbeat(body);
      if (cadenceMs < ordinaryCadenceMs) return false;
      const isAsBefore = body.outcomes.every((each) => outcomes.get(each.collector) === each.outcome);
      if (heartbeat === undefined || !isAsBefore || last === undefined || !deps.isConnected()) return false;
      const silentMs = (body.up - last.up) * 1000;
      const isLongAgo = silentMs >= Math.min(sparedCadences * cadenceMs, longestSilenceMs);
      if (isLongAgo || isNews(last.heartbeat, heartbeat)) return false;
      kept = body;
      return true;
    },
    told: (body) => {
      kept = undefined;
      for (const { collector, outcome } of body.outcomes) outcomes.set(collector, outcome);
      const heartbeat = body.readings.find((reading) => reading.section === 'usage');
      if (heartbeat !== undefined) last = { up: body.up, heartbeat };
    },
    takeUnproven: () => {
      const body = kept;
      kept = undefined;
      return body === undefined || deps.upSeconds() - body.up > unprovenSeconds ? null : body;
    },
  };
}

/** The heartbeat of a report that carries no other reading: what else was read had not changed. */
function loneHeartbeat({ readings, hashes }: ReportBody): Heartbeat | undefined {
  const [reading] = readings;
  const isLone = readings.length === 1 && hashes === undefined;
  return isLone && reading?.section === 'usage' ? reading : undefined;
}

/** What somebody would be told, or judged by: the gateway, a fact that is not known any more or again, the free disk. */
function isNews(before: Heartbeat, now: Heartbeat): boolean {
  if (before.facts.gatewayReachable !== now.facts.gatewayReachable) return true;
  if (JSON.stringify(before.absent) !== JSON.stringify(now.absent)) return true;
  const [was, is] = [before.facts.systemFreeBytes ?? 0, now.facts.systemFreeBytes ?? 0];
  return Math.abs(is - was) > diskShare * was;
}
