import type { CheckRun } from './checks.ts';
import type { Interval, Outage, OutageScope } from './evidence.ts';
import { evidenceOf, incident } from './incident.ts';
import { combine, mergeSpans, subtractSpans } from './interval.ts';
import { checkMs, goodBetweenMs, slowMs } from './pace.ts';
import type { Scene } from './scene.ts';
import type { WayOut } from './way-out.ts';

interface Slow {
  readonly deviceId: string;
  readonly start: Interval;
  readonly end: Interval | null;
}

/** A way out that answers, but too slowly or with too much loss to work with, for five minutes in a row or longer. */
export function judgeDegraded(scene: Scene, down: readonly Outage[]): Outage[] {
  return scene.ways.all.flatMap((way) => {
    const slow = scene.machines.flatMap(({ deviceId }) => slowOf(scene, deviceId, way));
    const spans = mergeSpans(
      slow.map(({ start, end }) => ({ from: start.to, to: end?.from ?? scene.context.nowMs })),
    );
    const cut = mergeSpans(down.filter(({ scope }) => covers(scope, way)).map((each) => spanOf(each, scene)));
    return spans.flatMap((span) => {
      const worst = subtractSpans([span], cut);
      if (!worst.some(({ from, to }) => to - from >= slowMs)) return [];
      const seen = slow.filter(
        ({ start, end }) => start.to <= span.to && (end?.from ?? span.to) >= span.from,
      );
      return worst.filter(({ from, to }) => to - from >= slowMs).map((each) => rule(scene, way, each, seen));
    });
  });
}

/** What takes the whole school or this very way down; a machine or a room without power leaves it as slow as it was. */
function covers({ kind, id }: OutageScope, { scope }: WayOut): boolean {
  return kind === 'school' || (kind === scope.kind && id === scope.id);
}

function spanOf({ start, end }: Outage, { context }: Scene): Interval {
  return { from: start.from, to: end?.to ?? context.nowMs };
}

function slowOf(scene: Scene, deviceId: string, way: WayOut): Slow[] {
  const runs = (scene.runs.get(deviceId) ?? []).filter((run) => isOf(scene, run, way));
  const found: Slow[] = [];
  for (const [index, run] of runs.entries()) {
    if (run.result !== 'slow') continue;
    const end = endOf(run, runs[index + 1], scene.context.nowMs);
    const last = found.at(-1);
    const isNear = last?.end && run.from - last.end.from < goodBetweenMs;
    if (last !== undefined && isNear) found[found.length - 1] = { ...last, end };
    else found.push({ deviceId, start: startOf(run, runs[index - 1]), end });
  }
  return found;
}

function startOf(run: CheckRun, before: CheckRun | undefined): Interval {
  const isNear = before !== undefined && run.from - before.to <= checkMs;
  return { from: isNear ? before.to : run.from, to: run.from };
}

function endOf(run: CheckRun, after: CheckRun | undefined, nowMs: number): Interval | null {
  if (after === undefined && nowMs - run.to <= 2 * slowMs) return null;
  return { from: run.to, to: after !== undefined && after.from - run.to <= checkMs ? after.from : run.to };
}

function isOf({ ways }: Scene, { asn }: CheckRun, way: WayOut): boolean {
  return asn === null ? ways.all.length < 2 || ways.all[0] === way : ways.of(asn) === way;
}

function rule({ evidence, context }: Scene, way: WayOut, span: Interval, seen: readonly Slow[]): Outage {
  const starts = seen.map(({ start }) => start).filter((each) => each.to === span.from);
  const ends = seen.flatMap(({ end }) => end ?? []).filter((each) => each.from === span.to);
  const isOpen = span.to === context.nowMs && seen.some(({ end }) => end === null);
  return incident({
    cause: 'line',
    scope: way.scope,
    schoolCode: evidence.schoolCode,
    impact: 'degraded',
    start: starts.length > 0 ? combine(starts) : { from: span.from, to: span.from },
    end: isOpen ? null : ends.length > 0 ? combine(ends) : { from: span.to, to: span.to },
    confidence: 0.85,
    witnesses: [...new Set(seen.map(({ deviceId }) => deviceId))].sort(),
    evidence: [evidenceOf('line-check-slow', Math.round((span.to - span.from) / 60_000))],
  });
}
