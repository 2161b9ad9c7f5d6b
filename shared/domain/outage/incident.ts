import type { OutageCause } from '../outage.ts';
import type { Interval, Outage, OutageEvidence, OutageScope } from './evidence.ts';
import type { OutageEvidenceCode } from './evidence-codes.ts';
import { middleOf } from './interval.ts';
import { goodBetweenMs } from './pace.ts';

/** What a rule says of one incident. */
export interface Ruling {
  readonly cause: OutageCause;
  readonly scope: OutageScope;
  readonly schoolCode: string;
  readonly start: Interval;
  readonly end: Interval | null;
  readonly impact?: 'down' | 'degraded';
  /** Of one witness; each further one halves some of the doubt. */
  readonly confidence: number;
  readonly witnesses: readonly string[];
  readonly evidence: readonly OutageEvidence[];
}

export function incident(ruling: Ruling): Outage {
  const { cause, scope, schoolCode, witnesses } = ruling;
  const start = inWholeMs(ruling.start);
  const end = ruling.end === null ? null : notBefore(inWholeMs(ruling.end), start.from);
  const doubt = (1 - ruling.confidence) * 0.8 ** Math.max(0, witnesses.length - 1);
  return {
    ...{
      cause,
      scope,
      schoolCode,
      schoolCodes: [schoolCode],
      impact: ruling.impact ?? 'down',
      start,
      end,
      witnesses,
    },
    confidence: Math.round(Math.min(0.99, 1 - doubt) * 100) / 100,
    evidence: ruling.evidence.filter(({ count }) => count !== 0),
  };
}

/** What is stored has no parts of milliseconds. */
function inWholeMs({ from, to }: Interval): Interval {
  return { from: Math.floor(from), to: Math.ceil(to) };
}

function notBefore({ from, to }: Interval, at: number): Interval {
  return { from: Math.max(from, at), to: Math.max(to, at) };
}

export function evidenceOf(
  code: OutageEvidenceCode,
  count: number | null = null,
  at: number | null = null,
): OutageEvidence {
  return { code, count, at };
}

export function lengthMs({ start, end }: Pick<Outage, 'start' | 'end'>, nowMs: number): number {
  return (end === null ? nowMs : middleOf(end)) - middleOf(start);
}

/** Two of one cause and scope with less than two good minutes between are one incident. */
export function joinClose(outages: readonly Outage[]): Outage[] {
  const byKey = new Map<string, Outage[]>();
  for (const outage of outages.toSorted((a, b) => a.start.to - b.start.to || a.start.from - b.start.from)) {
    const key = `${outage.cause} ${outage.impact} ${outage.scope.kind} ${outage.scope.id}`;
    const same = byKey.get(key) ?? [];
    const last = same.at(-1);
    const isNear =
      last !== undefined && (last.end === null || outage.start.to - last.end.from < goodBetweenMs);
    if (isNear) same[same.length - 1] = joined(last, outage);
    else same.push(outage);
    byKey.set(key, same);
  }
  return [...byKey.values()].flat();
}

function joined(a: Outage, b: Outage): Outage {
  const isLonger = a.end !== null && (b.end === null || middleOf(b.end) > middleOf(a.end));
  return {
    ...a,
    end: isLonger ? b.end : a.end,
    confidence: Math.max(a.confidence, b.confidence),
    witnesses: [...new Set([...a.witnesses, ...b.witnesses])].sort(),
    evidence: [
      ...a.evidence,
      ...b.evidence.filter(({ code }) => a.evidence.every((each) => each.code !== code)),
    ],
  };
}

const order = (a: Outage): string => `${a.cause} ${a.scope.kind} ${a.scope.id} ${a.impact}`;

/** By beginning; the same incidents always come in the same order. */
export function sortOutages(outages: readonly Outage[]): Outage[] {
  return outages.toSorted((a, b) => middleOf(a.start) - middleOf(b.start) || (order(a) < order(b) ? -1 : 1));
}
