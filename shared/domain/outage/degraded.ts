import type { CheckRun } from './checks.ts';
import type { Interval, Outage, OutageScope } from './evidence.ts';
import { evidenceOf, incident } from './incident.ts';
import { firstAfter, intersectSpans, lastBefore, mergeSpans, subtractSpans, totalMs } from './interval.ts';
import { checkMs, goodBetweenMs, slowMs } from './pace.ts';
import type { Scene } from './scene.ts';
import type { WayOut } from './way-out.ts';

/** With several ways out, checks go now over this one, now over that: so long one of them may go unseen. */
const unseenMs = 3 * slowMs;

/** What all machines' checks over one way out tell of its quality. */
interface Quality {
  readonly slow: readonly (Interval & { readonly deviceId: string })[];
  readonly good: readonly Interval[];
}

/** A way out that answers, but too slowly or with too much loss to work with, for five minutes in a row or longer. */
export function judgeDegraded(scene: Scene, down: readonly Outage[]): Outage[] {
  return scene.ways.all.flatMap((way) => {
    const quality = qualityOf(scene, way);
    const cut = mergeSpans(down.filter(({ scope }) => covers(scope, way)).map((each) => spanOf(each, scene)));
    const checked = mergeSpans(quality.slow, checkMs);
    return subtractSpans(joined(quality), cut)
      .filter((span) => totalMs(intersectSpans(checked, [span])) >= slowMs)
      .map((span) => rule(scene, way, span, quality));
  });
}

/** What takes the whole school or this very way down; a machine or a room without power leaves it as slow as it was. */
function covers({ kind, id }: OutageScope, { scope }: WayOut): boolean {
  return kind === 'school' || (kind === scope.kind && id === scope.id);
}

function spanOf({ start, end }: Outage, { context }: Scene): Interval {
  return { from: start.from, to: end?.to ?? context.nowMs };
}

function qualityOf(scene: Scene, way: WayOut): Quality {
  const all = scene.machines.flatMap(({ deviceId }) =>
    (scene.runs.get(deviceId) ?? [])
      .filter((run) => isOf(scene, run, way))
      .map(({ from, to, result }) => ({ deviceId, from, to, result })),
  );
  return {
    slow: all.filter(({ result }) => result === 'slow'),
    good: all.filter(({ result }) => result === 'fine'),
  };
}

function isOf({ ways }: Scene, { asn }: CheckRun, way: WayOut): boolean {
  return asn === null ? ways.all.length < 2 || ways.all[0] === way : ways.of(asn) === way;
}

/** Slow times with less than two good minutes proven between are one. */
function joined({ slow, good }: Quality): Interval[] {
  const spans: { from: number; to: number }[] = [];
  for (const { from, to } of mergeSpans(slow)) {
    const last = spans.at(-1);
    if (last !== undefined && from - last.to <= unseenMs && goodMs(good, last.to, from) < goodBetweenMs)
      last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

function goodMs(good: readonly Interval[], from: number, to: number): number {
  const [first, last] = [firstAfter(good, from), lastBefore(good, to)];
  return first === null || last === null ? 0 : last - first;
}

function rule(scene: Scene, way: WayOut, span: Interval, { slow, good }: Quality): Outage {
  const before = lastBefore(good, span.from);
  const after = firstAfter(good, span.to);
  const isOpen = after === null && scene.context.nowMs - span.to <= 2 * slowMs;
  const isNear = (at: number | null): at is number =>
    at !== null && Math.min(Math.abs(at - span.from), Math.abs(at - span.to)) <= checkMs;
  const seen = slow.filter(({ from, to }) => from <= span.to && to >= span.from);
  const slowMinutes = totalMs(intersectSpans(mergeSpans(slow, checkMs), [span])) / 60_000;
  return incident({
    cause: 'line',
    scope: way.scope,
    schoolCode: scene.evidence.schoolCode,
    impact: 'degraded',
    start: { from: isNear(before) ? before : span.from, to: span.from },
    end: isOpen ? null : { from: span.to, to: isNear(after) ? after : span.to },
    confidence: 0.85,
    witnesses: [...new Set(seen.map(({ deviceId }) => deviceId))].sort(),
    evidence: [evidenceOf('line-check-slow', Math.round(slowMinutes))],
  });
}
