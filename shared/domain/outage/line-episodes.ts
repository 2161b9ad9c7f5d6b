import { type CheckRun, fineSpans } from './checks.ts';
import type { Interval } from './evidence.ts';
import { groupByStart } from './groups.ts';
import { agree, combine, firstAfter, lastBefore } from './interval.ts';
import { goodBetweenMs, retryMs, togetherMs } from './pace.ts';
import type { Scene } from './scene.ts';
import type { Stretch } from './stretch.ts';
import type { WayOut } from './way-out.ts';

/** A time in which nothing was proven to come over a way out. */
export interface Episode {
  readonly start: Interval;
  /** Newest proof that it was still so. */
  readonly lastBad: number;
  readonly members: readonly Stretch[];
}

/** Whether a stretch says by itself that the way out failed: a failed check, life while cut off, or a move to another way. */
export function isStrong(stretch: Stretch, scene: Scene): boolean {
  return stretch.kind === 'line' || stretch.kind === 'beyond' || hasMoved(stretch, scene);
}

/** The same process came back over another way. */
export function hasMoved({ lost, back }: Stretch, { ways }: Scene): boolean {
  return lost !== null && back !== null && lost.boot === back.boot && ways.of(lost.asn) !== ways.of(back.asn);
}

/** Moments in which traffic came over the way: births, last packets, good checks. */
export function goodSpans(scene: Scene, way: WayOut): Interval[] {
  const isOn = (asn: number | null) =>
    asn === null ? scene.ways.all.length < 2 : scene.ways.of(asn) === way;
  return scene.machines.flatMap((machine) => [
    ...fineSpans(scene.runs.get(machine.deviceId) ?? [], isOn),
    ...machine.sessions
      .filter(({ asn }) => scene.ways.of(asn) === way)
      .flatMap(({ bornAt, lastHeardAt }) => [
        { from: bornAt, to: bornAt },
        { from: lastHeardAt, to: lastHeardAt },
      ]),
  ]);
}

/** What began together, each with its newest proof of failure. */
export function episodesOf(stretches: readonly Stretch[]): Episode[] {
  return groupByStart(stretches).map(({ start, members }) => ({
    ...{ start, members },
    lastBad: Math.max(start.to, ...members.map(provenUntil)),
  }));
}

/**
 * Only a failed check proves that it lasted: a machine cut off waits up to five minutes before it tries again, and when it may
 * have been lost at the latest proves nothing of that moment.
 */
function provenUntil({ kind, start, end }: Stretch): number {
  if (kind === 'line' && end !== null) return end.from;
  return Number.isFinite(start.from) ? start.from : start.to;
}

/** Joined where less than two good minutes are proven between. */
export function joinEpisodes(episodes: readonly Episode[], good: readonly Interval[]): Episode[] {
  const joined: Episode[] = [];
  for (const episode of episodes.toSorted((a, b) => a.start.to - b.start.to || a.start.from - b.start.from)) {
    const last = joined.at(-1);
    if (last === undefined || goodBetween(last.lastBad, episode.start.to, good) >= goodBetweenMs)
      joined.push(episode);
    else joined[joined.length - 1] = join(last, episode);
  }
  return joined;
}

function goodBetween(from: number, to: number, good: readonly Interval[]): number {
  const [first, last] = [firstAfter(good, from), lastBefore(good, to)];
  return first === null || last === null ? 0 : last - first;
}

function join(a: Episode, b: Episode): Episode {
  return {
    start: agree(a.start, b.start, togetherMs) ? combine([a.start, b.start]) : a.start,
    lastBad: Math.max(a.lastBad, b.lastBad),
    members: [...a.members, ...b.members],
  };
}

/** With the stretches whose beginning nobody saw: they say how long, and where nothing else does, that there was one. */
export function withUnseen(
  episodes: readonly Episode[],
  unseen: readonly Stretch[],
  good: readonly Interval[],
): Episode[] {
  const all = episodes.map((episode) => {
    const end = firstAfter(good, episode.lastBad) ?? Number.POSITIVE_INFINITY;
    const during = unseen.filter(
      ({ start, ...each }) => start.to <= end && (each.end?.from ?? end) >= episode.start.from,
    );
    return {
      ...episode,
      lastBad: Math.max(episode.lastBad, ...during.filter(isTelling).map(provenUntil)),
      members: [...episode.members, ...during],
    };
  });
  const placed = new Set(all.flatMap(({ members }) => members));
  const rest = unseen.filter((each) => !placed.has(each) && isTelling(each));
  const alone = rest.map((each): Episode => {
    const from = lastBefore(good, each.start.to) ?? each.start.to - goodBetweenMs;
    return { start: { from, to: each.start.to }, lastBad: provenUntil(each), members: [each] };
  });
  return joinEpisodes([...all, ...alone], good);
}

/** Who is back within the wait for the next attempt may have had a way out all the time. */
function isTelling(stretch: Stretch): boolean {
  return stretch.kind === 'line' || lastedMs(stretch) >= retryMs;
}

function lastedMs({ start, end }: Stretch): number {
  return end === null || !Number.isFinite(end.to) ? 0 : end.to - start.to;
}

/**
 * When traffic came again. Machines that came back tell more: their attempt before, up to five minutes earlier, had failed.
 * Null while nothing came.
 */
export function endOf(
  scene: Scene,
  way: WayOut,
  { lastBad, members, start }: Episode,
  good: readonly Interval[],
): Interval | null {
  const to = firstAfter(good, lastBad);
  if (to === null) return null;
  const isFailure = (at: number) => at > lastBad && at <= to;
  const attempts = members.flatMap((member) => {
    const triedAt = lastAttempt(member);
    return triedAt !== null && scene.ways.of(member.back?.asn ?? null) === way ? triedAt : [];
  });
  const elsewhere = otherWayBefore(scene, way, to);
  if (attempts.length > 1 && members.every(({ kind }) => kind !== 'line'))
    attempts.push(likelyBefore(attempts.length, to));
  const failures = [...attempts, ...(elsewhere === null ? [] : [elsewhere])].filter(isFailure);
  return { from: Math.max(lastBad, start.from, ...failures), to };
}

/** When a machine that came back had tried in vain; null where something else kept it away by then. */
function lastAttempt({ kind, lost, back, start, end }: Stretch): number | null {
  if ((kind !== 'beyond' && kind !== 'vague') || back === null || end === null) return null;
  const isWaiting = (lost === null || lost.boot === back.boot) && end.to >= back.bornAt;
  const triedAt = back.bornAt - retryMs;
  return isWaiting && (start.to <= triedAt || Number.isFinite(start.from)) ? triedAt : null;
}

/** The first of n machines that try at random within five minutes comes a (n + 1)th of that after the way is open. */
function likelyBefore(machines: number, first: number): number {
  return first - (2 * retryMs) / (machines + 1);
}

/**
 * With several ways, the newest check before that went over another one, or came through nowhere: of whoever was the first to see
 * the way again, since machines that keep to another way never see it.
 */
function otherWayBefore({ ways, machines, runs }: Scene, way: WayOut, to: number): number | null {
  if (ways.all.length < 2) return null;
  const isHere = (asn: number | null) => asn !== null && ways.of(asn) === way;
  const all = machines.map(({ deviceId }) => runs.get(deviceId) ?? []);
  const first = all.filter((own) =>
    own.some(({ from, asn, result }) => from === to && result !== 'lan' && isHere(asn)),
  );
  const isElsewhere = ({ result, asn }: CheckRun) =>
    result === 'line' || (asn !== null && result !== 'lan' && !isHere(asn));
  const checked = (first.length > 0 ? first : all).flat().filter(isElsewhere);
  return lastBefore(first.length > 0 ? checked : [...checked, ...standIns(ways, machines)], to);
}

/** A router uses a backup only while the other way is gone: so each packet over it proves. */
function standIns(ways: Scene['ways'], machines: Scene['machines']): Interval[] {
  const sessions = machines.flatMap((machine) =>
    machine.sessions.filter(({ asn }) => asn !== null && ways.of(asn).isBackup),
  );
  return sessions.map(({ bornAt, lastHeardAt }) => ({ from: bornAt, to: Math.max(bornAt, lastHeardAt) }));
}
