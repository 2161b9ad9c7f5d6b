import type { Interval } from './evidence.ts';

/** A moment that is known. */
export function moment(at: number): Interval {
  return { from: at, to: at };
}

export function middleOf({ from, to }: Interval): number {
  return from + (to - from) / 2;
}

/** Whether both can hold the same moment, give or take; one whose beginning nobody saw says nothing of any. */
export function agree(a: Interval, b: Interval, slackMs: number): boolean {
  if (!Number.isFinite(a.from) || !Number.isFinite(b.from)) return false;
  return a.from <= b.to + slackMs && b.from <= a.to + slackMs;
}

/**
 * Where a moment lies that each interval is known to hold: latest `from` to earliest `to`. Where they contradict one another by
 * the noise of clocks, the stretch between; where by more, the medians, so that one wrong witness moves nothing.
 */
export function combine(intervals: readonly Interval[], noiseMs = 60_000): Interval {
  let from = Number.NEGATIVE_INFINITY;
  let to = Number.POSITIVE_INFINITY;
  for (const interval of intervals) {
    if (interval.from > from) from = interval.from;
    if (interval.to < to) to = interval.to;
  }
  if (from <= to) return { from, to };
  if (from - to <= noiseMs) return { from: to, to: from };
  const [early, late] = [
    median(intervals.map((each) => each.from)),
    median(intervals.map((each) => each.to)),
  ];
  return { from: Math.min(early, late), to: Math.max(early, late) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Sorted, and joined where they touch or lie no more than `apartMs` from one another. */
export function mergeSpans(spans: readonly Interval[], apartMs = 0): Interval[] {
  const merged: { from: number; to: number }[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || span.from > last.to + apartMs) merged.push({ ...span });
    else last.to = Math.max(last.to, span.to);
  }
  return merged;
}

/** What is common to both; each apart from one another and in order. */
export function intersectSpans(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const common: Interval[] = [];
  let [i, j] = [0, 0];
  for (let x = a[i], y = b[j]; x !== undefined && y !== undefined; x = a[i], y = b[j]) {
    const from = Math.max(x.from, y.from);
    const to = Math.min(x.to, y.to);
    if (from < to) common.push({ from, to });
    if (x.to < y.to) i++;
    else j++;
  }
  return common;
}

/** What of `a` is not in `b`; each apart from one another and in order. */
export function subtractSpans(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return a.flatMap((span) => {
    const rest: Interval[] = [];
    let from = span.from;
    for (const hole of b) {
      if (hole.to <= from || hole.from >= span.to) continue;
      if (hole.from > from) rest.push({ from, to: hole.from });
      from = hole.to;
    }
    if (from < span.to) rest.push({ from, to: span.to });
    return rest;
  });
}

export function totalMs(spans: readonly Interval[]): number {
  return spans.reduce((sum, { from, to }) => sum + (to - from), 0);
}

/** The newest moment in `spans` (any order) that is no later than `at`. */
export function lastBefore(spans: readonly Interval[], at: number): number | null {
  let last: number | null = null;
  for (const { from, to } of spans) {
    if (from <= at) last = Math.max(last ?? Number.NEGATIVE_INFINITY, Math.min(to, at));
  }
  return last;
}

/** The earliest moment in `spans` (any order) that is later than `at`. */
export function firstAfter(spans: readonly Interval[], at: number): number | null {
  let first: number | null = null;
  for (const { from, to } of spans) {
    if (to > at) first = Math.min(first ?? Number.POSITIVE_INFINITY, Math.max(from, at));
  }
  return first;
}
