import { type CheckResult, resultOf } from './checks.ts';
import type { Interval, LineRun } from './evidence.ts';
import { intersectSpans, mergeSpans, subtractSpans, totalMs } from './interval.ts';
import type { LessonHourFigures } from './lesson-summary.ts';

/** What one sample of a line's prober measured (about five minutes). */
export interface QualitySample {
  /** Its end. */
  readonly at: number;
  readonly seconds: number;
  /** To the broker, or where that is missing to the anchors. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly sent: number;
  readonly lost: number;
  readonly dnsMs: number | null;
}

/** One local hour of one line. */
interface QualityHour extends LessonHourFigures {
  /** Start of the hour. */
  readonly from: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * How a line served hour by hour ("chất lượng trong giờ học"): only hours in which something was measured.
 * @param utcOffsetMinutes of local time; hours begin where local hours begin
 */
export function lessonQuality(
  runs: readonly LineRun[],
  samples: readonly QualitySample[],
  utcOffsetMinutes: number,
): readonly QualityHour[] {
  const startOf = (at: number) => {
    const offsetMs = utcOffsetMinutes * minuteMs;
    return Math.floor((at + offsetMs) / hourMs) * hourMs - offsetMs;
  };
  const down = covered(runs, (result) => result === 'line');
  const slow = covered(runs, (result) => result === 'slow');
  const fine = covered(runs, (result) => result === 'fine' || result === 'broker');
  const isDown = subtractSpans(down, mergeSpans([...fine, ...slow]));
  const all = mergeSpans([...down, ...slow, ...fine]);
  const byHour = Map.groupBy(samples, ({ at, seconds }) => startOf(at - seconds * 500));
  const hours = new Set([...byHour.keys(), ...all.flatMap((span) => [...hoursOf(span, startOf)])]);
  return [...hours]
    .sort((a, b) => a - b)
    .map((from) => {
      const minutesOf = (spans: readonly Interval[]) =>
        Math.round(totalMs(intersectSpans(spans, [{ from, to: from + hourMs }])) / minuteMs);
      return {
        from,
        minutes: minutesOf(all),
        badMinutes: minutesOf(subtractSpans(slow, isDown)),
        downMinutes: minutesOf(isDown),
        ...figuresOf(byHour.get(from) ?? []),
      };
    });
}

function* hoursOf({ from, to }: Interval, startOf: (at: number) => number): Generator<number> {
  for (let hour = startOf(from); hour < to; hour += hourMs) yield hour;
}

/** A check stands for the minute after it, as long as none follows sooner. */
function covered(runs: readonly LineRun[], is: (result: CheckResult) => boolean): Interval[] {
  const sorted = runs.toSorted((a, b) => a.from - b.from || a.to - b.to);
  const spans: Interval[] = [];
  let next = Number.POSITIVE_INFINITY;
  for (const run of sorted.toReversed()) {
    const until = next > run.to ? Math.min(run.to + minuteMs, next) : run.to + minuteMs;
    if (is(resultOf(run))) spans.push({ from: run.from, to: until });
    next = run.from;
  }
  return mergeSpans(spans);
}

function figuresOf(samples: readonly QualitySample[]): Pick<QualityHour, 'p95Ms' | 'lossPercent' | 'dnsMs'> {
  const sent = samples.reduce((sum, each) => sum + each.sent, 0);
  const lost = samples.reduce((sum, each) => sum + each.lost, 0);
  const dns = samples.flatMap(({ dnsMs }) => dnsMs ?? []);
  return {
    p95Ms: pooledP95(samples),
    lossPercent: sent > 0 ? (lost / sent) * 100 : null,
    dnsMs: dns.length > 0 ? dns.reduce((sum, each) => sum + each, 0) / dns.length : null,
  };
}

/**
 * The 95th percentile of all answers together, from the median and the 95th percentile of each sample: between the two a sample's
 * answers are taken to be spread evenly, and so they are half as far again above.
 */
function pooledP95(samples: readonly QualitySample[]): number | null {
  const parts = samples.flatMap(({ p50Ms, p95Ms, sent, lost }) => {
    if (p95Ms === null || sent <= lost) return [];
    return { middle: Math.min(p50Ms ?? p95Ms, p95Ms), high: p95Ms, weight: sent - lost };
  });
  if (parts.length === 0) return null;
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const shareBelow = (ms: number) =>
    parts.reduce((sum, part) => sum + part.weight * belowOf(part, ms), 0) / total;
  let [low, high] = [0, Math.max(...parts.map((part) => part.high))];
  for (let step = 0; step < 40; step++) {
    const guess = (low + high) / 2;
    if (shareBelow(guess) >= 0.95) high = guess;
    else low = guess;
  }
  return high;
}

function belowOf({ middle, high }: { readonly middle: number; readonly high: number }, ms: number): number {
  if (ms >= high) return Math.min(1, 0.95 + (high > middle ? (0.1 * (ms - high)) / (high - middle) : 0.05));
  if (ms >= middle) return 0.5 + (0.45 * (ms - middle)) / Math.max(high - middle, 1e-9);
  return middle > 0 ? (0.5 * ms) / middle : 0;
}
