import type { Interval, Outage } from './evidence.ts';
import { lengthMs } from './incident.ts';
import { shortestCutMs, slackMs } from './pace.ts';

/**
 * A line or a service that began or ended to fail while something wider kept everybody from looking: told is the time in which it
 * was seen. What was only the minute in which all came up again is not told.
 */
export function whileSeen(outage: Outage, all: readonly Outage[], nowMs: number): Outage[] {
  const hiding = all.filter((each) => isHiding(each, outage));
  const start = hiding.reduce(afterwards, outage.start);
  const end = outage.end === null ? null : hiding.reduce(before, outage.end);
  if (start === outage.start && end === outage.end) return [outage];
  const seen = { ...outage, start, end };
  return lengthMs(seen, nowMs) >= shortestCutMs ? [seen] : [];
}

/** Behind a router without power, or a school's network that is down, no line is seen; without any way out, no service. */
function isHiding(wider: Outage, { cause, schoolCodes }: Outage): boolean {
  if (!schoolCodes.every((code) => wider.schoolCodes.includes(code))) return false;
  const isInside = wider.scope.kind === 'school' && (wider.cause === 'school-power' || wider.cause === 'lan');
  const isOutside = wider.impact === 'down' && (wider.cause === 'line' || wider.cause === 'isp');
  return cause === 'line' ? isInside : cause === 'service' && (isInside || isOutside);
}

function afterwards(start: Interval, wider: Outage): Interval {
  if (wider.end === null || !holds(start, wider.start, wider.end)) return start;
  return { from: Math.min(Math.max(start.from, wider.end.from), start.to), to: start.to };
}

/** Whoever had found it well before would have come back. */
function before(end: Interval, wider: Outage): Interval {
  if (wider.end === null || !holds(end, wider.start, wider.end)) return end;
  const from = Math.max(end.from, wider.start.from);
  return { from, to: Math.max(from, wider.start.to) };
}

/** Whether nobody looked in all of that time. */
function holds({ from, to }: Interval, start: Interval, end: Interval): boolean {
  return from <= start.to + slackMs && to >= end.from - slackMs;
}
