import type { JudgedSchool, Outage, OutageContext } from './evidence.ts';
import { evidenceOf } from './incident.ts';
import { agree, combine, middleOf } from './interval.ts';
import { goodBetweenMs, shortestCutMs, slackMs } from './pace.ts';

/** Times in which our broker did not serve, by its own mark and by machines that reached everything else. */
export function joinBroker(schools: readonly JudgedSchool[], { brokerGaps, nowMs }: OutageContext): Outage[] {
  const outages = schools.flatMap((school) =>
    school.outages.filter((each) => !isDisproved(school, each, nowMs)),
  );
  const own = brokerGaps
    .map(({ from, to }): Outage => {
      const end = { from: Math.max(from.to, to - slackMs), to };
      return {
        ...{
          cause: 'broker',
          scope: { kind: 'service', id: 'broker' },
          schoolCode: null,
          schoolCodes: [],
          impact: 'down',
        },
        ...{
          start: from,
          end,
          confidence: 0.95,
          witnesses: [],
          evidence: [evidenceOf('broker-not-serving', null, from.to)],
        },
      };
    })
    .filter(({ start, end }) => middleOf(end ?? start) - middleOf(start) >= shortestCutMs);
  const seen = outages.filter(({ cause }) => cause === 'broker').map((outage) => endedWith(own, outage));
  const others = outages.filter(({ cause }) => cause !== 'broker');
  const joined: Outage[] = [];
  for (const outage of [...own, ...seen].toSorted(
    (a, b) => a.start.to - b.start.to || a.start.from - b.start.from,
  )) {
    const last = joined.at(-1);
    const isSame = last !== undefined && outage.start.from <= (last.end?.to ?? nowMs) + goodBetweenMs;
    if (isSame) joined[joined.length - 1] = join(last, outage);
    else joined.push(outage);
  }
  return [...others, ...joined];
}

/** Who was cut off by the broker's own absence and did not come back tells nothing of the time after it. */
function endedWith(own: readonly Outage[], outage: Outage): Outage {
  if (outage.end !== null) return outage;
  const gap = own.find(({ start, end }) => {
    const [from, to] = [start.from - slackMs, end?.to ?? Number.POSITIVE_INFINITY];
    return outage.start.to >= from && outage.start.from <= to;
  });
  return gap === undefined ? outage : { ...outage, end: gap.end };
}

/** Another machine of the school stayed connected. */
function isDisproved({ lines }: JudgedSchool, { cause, start, end }: Outage, nowMs: number): boolean {
  if (cause !== 'broker') return false;
  const until = end?.from ?? nowMs;
  return lines.some(({ spans }) => spans.some(({ from, to }) => from <= start.from && to >= until));
}

function join(a: Outage, b: Outage): Outage {
  const schoolCodes = [...new Set([...a.schoolCodes, ...b.schoolCodes])].sort();
  const [only = null] = schoolCodes;
  const codes = new Set(a.evidence.map(({ code }) => code));
  return {
    ...a,
    schoolCodes,
    schoolCode: schoolCodes.length === 1 ? only : null,
    start: agree(a.start, b.start, slackMs) ? combine([a.start, b.start]) : a.start,
    end: later(a, b),
    confidence: Math.round(Math.min(0.99, 1 - (1 - a.confidence) * (1 - b.confidence)) * 100) / 100,
    witnesses: [...new Set([...a.witnesses, ...b.witnesses])].sort(),
    evidence: [...a.evidence, ...b.evidence.filter(({ code }) => !codes.has(code))],
  };
}

function later({ end: a }: Outage, { end: b }: Outage): Outage['end'] {
  if (a === null || b === null) return null;
  if (agree(a, b, slackMs)) return combine([a, b]);
  return middleOf(a) > middleOf(b) ? a : b;
}
