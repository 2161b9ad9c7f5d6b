import { resultOf } from './checks.ts';
import type { Interval, LineRun, Outage, Reach } from './evidence.ts';
import { machinesOf } from './groups.ts';
import { evidenceOf, incident, lengthMs } from './incident.ts';
import { firstAfter } from './interval.ts';
import {
  type Episode,
  endOf,
  episodesOf,
  goodSpans,
  hasMoved,
  isStrong,
  joinEpisodes,
  withUnseen,
} from './line-episodes.ts';
import { judgeMoves } from './line-moves.ts';
import { checkMs, shortestCutMs, slackMs } from './pace.ts';
import type { Judged } from './power.ts';
import { type Scene, stayedConnected } from './scene.ts';
import type { Stretch } from './stretch.ts';
import type { WayOut } from './way-out.ts';

/** A machine whose connection has to be missed is known to be missed after this: keep-alive and a half, and the sweep. */
const missedMs = checkMs + slackMs;

/**
 * Ways out that failed: machines lived, their gateway answered or said nothing to the contrary, and nothing came over that way.
 * With two lines, one is down when its own traffic stops while it was in use, however well the other serves.
 */
export function judgeLines(scene: Scene, explained: ReadonlySet<Stretch>): Judged {
  const told = new Set<Stretch>();
  const outages: Outage[] = [];
  const open = scene.stretches.filter((stretch) => !explained.has(stretch) && isOfWay(stretch));
  for (const way of scene.ways.all) {
    const good = goodSpans(scene, way);
    const mine = open.filter((stretch) => wayOf(scene, stretch) === way && !knowsBetter(scene, stretch));
    const seen = mine.filter(({ start }) => Number.isFinite(start.from));
    const proven = episodesOf(seen).filter((each) => isProven(scene, way, each, good));
    const unseen = mine.filter((each) => !Number.isFinite(each.start.from) && each.kind !== 'vague');
    for (const episode of withUnseen(joinEpisodes(proven, good), unseen, good)) {
      const outage = rule(scene, way, episode, good);
      if (isLongEnough(outage, way, scene)) outages.push(outage);
      for (const stretch of episode.members) told.add(stretch);
    }
    const own = outages.filter(({ scope }) => scope === way.scope);
    outages.push(...judgeMoves(scene, way, good).filter((move) => !own.some((each) => overlap(each, move))));
  }
  return { outages, explained: told };
}

function overlap(a: Outage, b: Outage): boolean {
  const endOf = ({ end }: Outage) => end?.to ?? Number.POSITIVE_INFINITY;
  return a.start.from <= endOf(b) && b.start.from <= endOf(a);
}

/**
 * Beside another line that is in use it must be proven: a new address in the night ends connections too, whose machines come back at
 * random over the one or the other.
 */
function isLongEnough(outage: Outage, way: WayOut, { ways, context }: Scene): boolean {
  const provenMs = (outage.end?.from ?? context.nowMs) - outage.start.to;
  const isBeside = ways.all.some((other) => other !== way && !other.isBackup);
  return (isBeside ? provenMs : lengthMs(outage, context.nowMs)) >= shortestCutMs;
}

function isOfWay({ kind }: Stretch): boolean {
  return kind === 'line' || kind === 'beyond' || kind === 'vague';
}

/** Which way out a stretch speaks of: that of the connection it lost, or that its checks had gone over. */
export function wayOf(scene: Scene, { machine, lost, back, start }: Stretch): WayOut {
  if (lost !== null) return scene.ways.of(lost.asn);
  const before = scene.runs.get(machine.deviceId)?.findLast(({ to, asn }) => to <= start.to && asn !== null);
  const session = machine.sessions.findLast(({ bornAt }) => bornAt <= start.to);
  return scene.ways.of(before?.asn ?? session?.asn ?? back?.asn ?? null);
}

/** A prober's own checks say more than that its connection was gone. */
function knowsBetter(scene: Scene, stretch: Stretch): boolean {
  if (stretch.kind !== 'beyond' || hasMoved(stretch, scene)) return false;
  const until = stretch.end?.from ?? scene.context.nowMs;
  const runs = scene.runs.get(stretch.machine.deviceId) ?? [];
  const hasFailed = runs.some(
    ({ result, from, to }) => result === 'line' && from <= until && to >= stretch.start.from,
  );
  return (
    !hasFailed &&
    runs.some(({ result, from, to }) => result !== 'lan' && from <= until && to > stretch.start.to)
  );
}

function isProven(scene: Scene, way: WayOut, episode: Episode, good: readonly Interval[]): boolean {
  const strong = episode.members.filter((each) => isStrong(each, scene));
  if (strong.length === 0 || isRelieved(scene, way, strong)) return false;
  const hit = new Set(machinesOf(episode.members));
  const until = firstAfter(good, episode.lastBad) ?? scene.context.nowMs;
  const span = {
    from: episode.start.to,
    to: Math.max(Math.min(until, episode.start.to + missedMs), episode.lastBad),
  };
  const isLong = span.to - span.from >= missedMs;
  return !scene.machines.some((machine) => {
    if (hit.has(machine.deviceId)) return false;
    return (
      (isLong && stayedConnected(scene, machine, span, way)) ||
      checkedFine(scene, machine.deviceId, span, way)
    );
  });
}

/** A backup whose traffic goes back to a line that it had stood in for did not fail. */
function isRelieved({ ways }: Scene, way: WayOut, strong: readonly Stretch[]): boolean {
  const isBackOnMain = ({ back }: Stretch) =>
    back !== null && ways.of(back.asn) !== way && !ways.of(back.asn).isBackup;
  return way.isBackup && strong.some(isBackOnMain) && !strong.some(({ kind }) => kind === 'line');
}

/** Another machine's checks came through all the time. */
function checkedFine(scene: Scene, deviceId: string, span: Interval, way: WayOut): boolean {
  const isOn = (asn: number | null) => asn === null || scene.ways.of(asn) === way;
  const runs = scene.runs.get(deviceId) ?? [];
  return runs.some(({ result, from, to, asn }) => {
    return (
      (result === 'fine' || result === 'slow') && isOn(asn) && from <= span.from && to >= span.to && to > from
    );
  });
}

function rule(scene: Scene, way: WayOut, episode: Episode, good: readonly Interval[]): Outage {
  const { members, start } = episode;
  const count = (is: (stretch: Stretch) => boolean) => machinesOf(members.filter(is)).length;
  const checks = count(({ kind }) => kind === 'line');
  const gateways = count(({ isGatewayFine }) => isGatewayFine);
  const moved = count((each) => hasMoved(each, scene));
  return incident({
    ...{ cause: 'line', scope: way.scope, schoolCode: scene.evidence.schoolCode, start },
    end: endOf(scene, way, episode, good),
    confidence: checks > 0 ? 0.85 : moved > 0 || gateways > 0 ? 0.75 : 0.6,
    witnesses: machinesOf(members),
    evidence: [
      evidenceOf('line-check-failed', checks),
      evidenceOf('gateway-reachable', gateways),
      evidenceOf(
        'first-hop-reachable',
        count((each) => sawFirstHop(each, 'ok')),
      ),
      evidenceOf(
        'first-hop-unreachable',
        count((each) => sawFirstHop(each, 'bad') && !sawFirstHop(each, 'ok')),
      ),
      evidenceOf(
        'alive-while-cut',
        count(({ kind }) => kind === 'beyond'),
      ),
      evidenceOf(
        'silent-together',
        count(({ kind }) => kind === 'vague'),
      ),
      evidenceOf('traffic-moved-away', moved),
    ],
  });
}

/** What a prober's checks found at the provider's door while nothing beyond it answered. */
function sawFirstHop({ kind, machine, start, end }: Stretch, reach: Reach): boolean {
  const until = end?.from ?? Number.POSITIVE_INFINITY;
  const found = (run: LineRun) => run.firstHop === reach && resultOf(run) === 'line';
  return kind === 'line' && machine.runs.some((run) => run.from <= until && run.to >= start.to && found(run));
}
