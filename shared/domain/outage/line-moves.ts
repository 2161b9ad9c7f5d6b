import type { CheckRun } from './checks.ts';
import type { Interval, Outage } from './evidence.ts';
import { evidenceOf, incident } from './incident.ts';
import { agree, combine } from './interval.ts';
import { checkMs, shortestCutMs } from './pace.ts';
import type { Scene } from './scene.ts';
import type { WayOut } from './way-out.ts';

/** Whose checks go now over this way, now over that, is balanced check by check: that they leave one says nothing. */
const steadyMs = 600_000;

/** A machine's checks left a way, and came back to it. */
interface Move {
  readonly deviceId: string;
  readonly start: Interval;
  readonly end: Interval;
}

/**
 * A way that nobody is connected over shows by checks alone: those of several machines, long steady on it, left it at the same
 * time for another and came back together, while nothing came over it. Until they are back, it may be the router's own choice.
 */
export function judgeMoves(scene: Scene, way: WayOut, good: readonly Interval[]): Outage[] {
  const moves = scene.machines.flatMap(({ deviceId }) => movesOf(scene, deviceId, way));
  const groups: Move[][] = [];
  for (const move of moves.toSorted((a, b) => a.start.to - b.start.to)) {
    const together = groups.find((group) => group.every((each) => isTogether(each, move)));
    if (together === undefined) groups.push([move]);
    else together.push(move);
  }
  return groups.flatMap((group) => {
    if (group.length < 2) return [];
    const start = combine(group.map((move) => move.start));
    const end = combine(group.map((move) => move.end));
    const isUsed = good.some(({ from, to }) => from < end.from && to > start.to);
    if (isUsed || end.from - start.to < shortestCutMs) return [];
    return [
      incident({
        ...{ cause: 'line', scope: way.scope, schoolCode: scene.evidence.schoolCode, start, end },
        confidence: 0.75,
        witnesses: group.map(({ deviceId }) => deviceId),
        evidence: [evidenceOf('traffic-moved-away', group.length)],
      }),
    ];
  });
}

function movesOf(scene: Scene, deviceId: string, way: WayOut): Move[] {
  const runs = (scene.runs.get(deviceId) ?? []).filter(
    ({ result, asn }) => asn !== null && isThrough(result),
  );
  const isOn = ({ asn }: CheckRun) => scene.ways.of(asn) === way;
  return runs.flatMap((last, index) => {
    const next = runs[index + 1];
    const back = runs.findIndex((run, at) => at > index && isOn(run));
    const [before, first] = [runs[back - 1], runs[back]];
    if (!isOn(last) || next === undefined || isOn(next) || before === undefined || first === undefined)
      return [];
    const isNear = next.from - last.to <= checkMs && first.from - before.to <= checkMs;
    if (!isNear || last.to - last.from < steadyMs) return [];
    return [{ deviceId, start: { from: last.to, to: next.from }, end: { from: before.to, to: first.from } }];
  });
}

function isThrough(result: CheckRun['result']): boolean {
  return result === 'fine' || result === 'slow' || result === 'broker';
}

function isTogether(a: Move, b: Move): boolean {
  return agree(a.start, b.start, 0) && agree(a.end, b.end, 0);
}
