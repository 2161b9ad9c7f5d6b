import type { FindingCode, FindingRule, FindingStatus, Verdict } from './finding.ts';

/** A finding as it stands on a machine. */
export interface StandingFinding {
  readonly code: FindingCode;
  readonly status: FindingStatus;
  readonly explainedBy: FindingCode | null;
}

export interface RiskInput {
  readonly findings: readonly StandingFinding[];
  /** What the rules last said of the machine: they tell how much of it is known. */
  readonly verdicts: readonly Verdict[];
}

export interface RiskShare {
  readonly code: FindingCode;
  /** Machines that have it; 1 for a single machine. */
  readonly machines: number;
  /** Mean over the machines that have a score. */
  readonly points: number;
}

export interface Risk {
  /** 0 good, 100 bad; null where too little is known to say. */
  readonly score: number | null;
  readonly breakdown: readonly RiskShare[];
  /** Machines that count into the score, and those of which too little is known. */
  readonly machines: number;
  readonly unknownMachines: number;
}

export type FindingRules = Readonly<Record<FindingCode, FindingRule>>;

/**
 * Risk of one machine: the points of its open and acknowledged findings, 100 at most. A symptom counts through its cause
 * alone, an accepted or fixed finding not at all, and what is not known neither as good nor as bad. Null while fewer than
 * half of the rules that apply to the machine could be judged.
 */
export function riskOf({ findings, verdicts }: RiskInput, rules: FindingRules): Risk {
  const applicable = verdicts.filter((verdict) => verdict !== 'not-applicable').length;
  const judged = verdicts.filter((verdict) => verdict === 'found' || verdict === 'clear').length;
  if (applicable === 0 || judged * 2 < applicable) {
    return { score: null, breakdown: [], machines: 0, unknownMachines: 1 };
  }
  const codes = new Set(findings.filter(counts).map(({ code }) => code));
  const breakdown = [...codes]
    .map((code) => ({ code, machines: 1, points: rules[code].points }))
    .sort(byPoints);
  const sum = breakdown.reduce((total, { points }) => total + points, 0);
  return { score: Math.min(100, sum), breakdown, machines: 1, unknownMachines: 0 };
}

function counts({ status, explainedBy }: StandingFinding): boolean {
  return explainedBy === null && (status === 'open' || status === 'acknowledged');
}

/**
 * Risk of a room, school or area: the mean over its machines that have a score. The points of its breakdown are means over
 * the same machines, before the cap of 100.
 */
export function groupRisk(machines: readonly Risk[]): Risk {
  const scored = machines.filter(({ score }) => score !== null);
  const unknownMachines = machines.reduce((total, one) => total + one.unknownMachines, 0);
  const count = scored.reduce((total, one) => total + one.machines, 0);
  if (count === 0) return { score: null, breakdown: [], machines: 0, unknownMachines };
  const shares = new Map<FindingCode, { machines: number; points: number }>();
  let sum = 0;
  for (const one of scored) {
    sum += (one.score ?? 0) * one.machines;
    for (const share of one.breakdown) {
      const held = shares.get(share.code) ?? { machines: 0, points: 0 };
      shares.set(share.code, {
        machines: held.machines + share.machines,
        points: held.points + share.points * one.machines,
      });
    }
  }
  const breakdown = [...shares]
    .map(([code, share]) => ({ code, machines: share.machines, points: share.points / count }))
    .sort(byPoints);
  return { score: sum / count, breakdown, machines: count, unknownMachines };
}

/** The heaviest first; equals by code, so that the order of findings shows nowhere. */
function byPoints(a: RiskShare, b: RiskShare): number {
  return b.points - a.points || (a.code < b.code ? -1 : 1);
}
