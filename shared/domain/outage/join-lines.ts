import type { Interval, JudgedSchool, Outage } from './evidence.ts';
import { evidenceOf, joinClose } from './incident.ts';
import { agree, combine, intersectSpans, middleOf } from './interval.ts';
import { providerMs, retryMs, slackMs } from './pace.ts';

interface LineOutage {
  readonly outage: Outage;
  readonly isp: string;
}

/**
 * Lines of one provider that fail together are one incident of the provider: of three schools, or of two that are at least half of
 * its lines that were watched then, whose beginnings agree. It explains what its lines suffer meanwhile, and nothing after.
 */
export function joinProviders(
  schools: readonly JudgedSchool[],
  outages: readonly Outage[],
  nowMs: number,
): Outage[] {
  const ispOf = providers(schools);
  const lines = outages.flatMap((outage): LineOutage[] => {
    const isp = outage.cause === 'line' ? ispOf(outage) : null;
    return isp === null ? [] : [{ outage, isp }];
  });
  const rests = new Map<Outage, readonly Outage[]>();
  const found: Outage[] = [];
  const byProvider = Map.groupBy(lines, ({ isp, outage }) => `${outage.impact} ${isp}`);
  for (const ofOne of byProvider.values()) {
    const all = ofOne.map(({ outage }) => outage);
    const isp = ofOne[0]?.isp ?? '';
    const groups = together(all).filter((group) => isProviderWide(schools, isp, group));
    const members = new Set(groups.flat());
    const incidents = joinClose(groups.map((group) => providerOutage(isp, group)));
    for (const outage of all) {
      const isHit = (each: Outage) => members.has(outage) || isDarkSince(schools, outage, each);
      const provider = incidents.find((each) => beginsWithin(outage, each) && isHit(each));
      if (provider !== undefined) rests.set(outage, restAfter(provider, outage, nowMs));
    }
    found.push(...incidents);
  }
  return [...outages.flatMap((outage) => rests.get(outage) ?? [outage]), ...found];
}

function beginsWithin({ start }: Outage, provider: Outage): boolean {
  return (
    start.to >= provider.start.from - providerMs &&
    start.from <= (provider.end?.to ?? Number.POSITIVE_INFINITY)
  );
}

/** Whether nothing came over a line between the beginning of its provider's failure and its own: nobody looked. */
function isDarkSince(
  schools: readonly JudgedSchool[],
  { scope, schoolCode, start }: Outage,
  provider: Outage,
): boolean {
  const school = schools.find((each) => each.schoolCode === schoolCode);
  const line = school?.lines.find(({ lineId }) => lineId === (scope.kind === 'line' ? scope.id : null));
  const dark = [{ from: provider.start.to + providerMs, to: start.from - slackMs }];
  return line !== undefined && intersectSpans(line.spans, dark).length === 0;
}

/** What is left of a line's failure when its provider's is over, where it was seen then, or nobody came back in all the time. */
function restAfter({ end: over }: Outage, outage: Outage, nowMs: number): Outage[] {
  if (over === null || (outage.end?.from ?? nowMs) <= over.to + retryMs) return [];
  return [{ ...outage, start: over }];
}

/** Whose line an incident is about; a school without register belongs to whom its traffic came from. */
function providers(schools: readonly JudgedSchool[]): (outage: Outage) => string | null {
  const byLine = new Map<string, string>();
  const byAsn = new Map<number, string>();
  for (const { lineId, isp, asns } of schools.flatMap(({ lines }) => lines)) {
    if (lineId === null || isp === null) continue;
    byLine.set(lineId, isp);
    for (const asn of asns) byAsn.set(asn, isp);
  }
  const bySchool = new Map<string, string>();
  for (const { schoolCode, lines } of schools) {
    const isp = lines.find(({ lineId }) => lineId === null)?.asns.flatMap((asn) => byAsn.get(asn) ?? [])[0];
    if (isp !== undefined) bySchool.set(schoolCode, isp);
  }
  return ({ scope }) => (scope.kind === 'line' ? byLine : bySchool).get(scope.id) ?? null;
}

/** Beginnings that agree, each school's in one group. */
function together(outages: readonly Outage[]): Outage[][] {
  const groups: { point: number; members: Outage[] }[] = [];
  const sorted = outages.toSorted(
    (a, b) => a.start.to - b.start.to || a.start.from - b.start.from || (a.scope.id < b.scope.id ? -1 : 1),
  );
  for (const outage of sorted) {
    const last = groups.at(-1);
    const isNear =
      last !== undefined && agree(outage.start, { from: last.point, to: last.point }, providerMs);
    if (isNear) last.members.push(outage);
    else groups.push({ point: outage.start.to, members: [outage] });
  }
  return groups.map(({ members }) => members);
}

function isProviderWide(schools: readonly JudgedSchool[], isp: string, group: readonly Outage[]): boolean {
  const hit = new Set(group.flatMap(({ schoolCodes }) => schoolCodes));
  if (hit.size >= 3) return true;
  if (hit.size < 2) return false;
  const at = Math.min(...group.map(({ start }) => start.from));
  return hit.size * 2 >= schools.filter((school) => isWatched(school, isp, at)).length;
}

/** Whether the school had a line of the provider whose failure could have been seen at that moment. */
function isWatched({ lines }: JudgedSchool, isp: string, at: number): boolean {
  return lines.some(
    (line) => line.isp === isp && line.spans.some(({ from, to }) => from <= at && to >= at - providerMs),
  );
}

function providerOutage(isp: string, group: readonly Outage[]): Outage {
  const schoolCodes = [...new Set(group.flatMap((outage) => outage.schoolCodes))].sort();
  const doubt = group.reduce((product, { confidence }) => product * (1 - confidence), 1);
  const facts = new Map<string, Outage['evidence'][number]>();
  for (const fact of group.flatMap(({ evidence }) => evidence)) {
    const sum = facts.get(fact.code);
    const count = fact.count === null ? null : fact.count + (sum?.count ?? 0);
    facts.set(fact.code, { ...fact, count, at: sum?.at ?? fact.at });
  }
  return {
    ...{ cause: 'isp', scope: { kind: 'isp', id: isp }, schoolCode: null, schoolCodes },
    impact: group[0]?.impact ?? 'down',
    start: combine(group.map(({ start }) => start)),
    end: commonEnd(group),
    confidence: Math.round(Math.min(0.99, 1 - doubt / 2) * 100) / 100,
    witnesses: [...new Set(group.flatMap(({ witnesses }) => witnesses))].sort(),
    evidence: [evidenceOf('schools-of-provider', schoolCodes.length), ...facts.values()],
  };
}

/**
 * It is over when half of its lines are back: what keeps others away longer, or keeps them from looking, is their own. Those that
 * still wait are back later than all others.
 */
function commonEnd(group: readonly Outage[]): Interval | null {
  const ends = group.flatMap(({ end }) => end ?? []).toSorted((a, b) => middleOf(a) - middleOf(b));
  const typical = ends[(group.length - 1) >> 1];
  if (typical === undefined) return null;
  return combine(ends.filter((end) => agree(end, typical, providerMs)));
}
