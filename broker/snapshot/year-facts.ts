import { setImmediate } from 'node:timers/promises';
import { medianOf } from '../../shared/domain/median.ts';
import type { Interval } from '../../shared/domain/outage/evidence.ts';
import { mergeSpans, middleOf, totalMs } from '../../shared/domain/outage/interval.ts';
import type { SchoolYearFacts } from '../../shared/domain/snapshot/register.ts';
import type { LineQueryDeps } from '../query/line-deps.ts';
import type { FindingSpan } from '../store/finding-port.ts';
import type { OutageRecord } from '../store/outage-port.ts';
import type { Scene } from './scene.ts';

const dayMs = 86_400_000;
const findingsPerTurn = 2_000;
/** Causes that are a school's way out, not its own power or network. */
const lineCauses: readonly string[] = ['line', 'isp'];

/** What happened in each school from the begin of the school year up to the moment of the scene. */
export async function yearFacts(
  deps: LineQueryDeps,
  { schoolCodes, machines }: Scene,
  span: Interval,
  outages: readonly OutageRecord[],
): Promise<SchoolYearFacts[]> {
  const schoolOf = new Map(machines.map(({ deviceId, schoolCode }) => [deviceId, schoolCode]));
  const findings = Map.groupBy(await findingsOf(deps, span), (finding) =>
    finding.deviceId === null ? finding.schoolCode : schoolOf.get(finding.deviceId),
  );
  const facts: SchoolYearFacts[] = [];
  for (const schoolCode of schoolCodes) {
    facts.push({
      schoolCode,
      ...findingFacts(findings.get(schoolCode) ?? [], span),
      ...outageFacts(schoolCode, outages, span),
      servicesReachablePercent: await servicesReachable(deps, schoolCode, span),
    });
    await setImmediate();
  }
  return facts;
}

async function findingsOf({ store }: LineQueryDeps, { from, to }: Interval): Promise<FindingSpan[]> {
  const found: FindingSpan[] = [];
  for (let afterId = 0; ; ) {
    const page = await store.findingSpans(from, { afterId, limit: findingsPerTurn });
    found.push(...page.filter(({ since }) => since <= to));
    const last = page.at(-1);
    if (last === undefined) return found;
    afterId = last.id;
    await setImmediate();
  }
}

function findingFacts(findings: readonly FindingSpan[], { from, to }: Interval) {
  const isWithin = (at: number | null): boolean => at !== null && at >= from && at <= to;
  const fixed = findings.filter(({ ending, endedAt }) => ending === 'fixed' && isWithin(endedAt));
  const median = medianOf(fixed.map(({ since, endedAt }) => ((endedAt ?? since) - since) / dayMs));
  return {
    findingsOpened: findings.filter(({ since }) => isWithin(since)).length,
    findingsFixed: fixed.length,
    findingsOpen: findings.filter(({ endedAt }) => endedAt === null || endedAt > to).length,
    medianFixDays: median === null ? null : Math.round(median * 10) / 10,
  };
}

/** Times are the middle of what is proven; two incidents at once cut a school off once. */
function outageFacts(schoolCode: string, outages: readonly OutageRecord[], { from, to }: Interval) {
  const own = outages.filter(
    (outage) =>
      lineCauses.includes(outage.cause) &&
      outage.impact === 'down' &&
      (outage.schoolCode === schoolCode || outage.schoolCodes.includes(schoolCode)),
  );
  const spans = own
    .map(({ start, end }) => ({
      from: Math.max(from, middleOf(start)),
      to: Math.min(to, end === null ? to : middleOf(end)),
    }))
    .filter((span) => span.from < span.to);
  return { lineOutages: spans.length, lineOutageMinutes: Math.round(totalMs(mergeSpans(spans)) / 60_000) };
}

/** Of the checks that are kept, which go back some days. */
async function servicesReachable(
  { fleet, store }: LineQueryDeps,
  schoolCode: string,
  span: Interval,
): Promise<number | null> {
  const { register, probes } = fleet.lines;
  const lineIds = [
    ...register.linesOf(schoolCode).map(({ lineId }) => lineId),
    register.lineOf(schoolCode, {}),
  ];
  const probers = new Set(lineIds.flatMap((lineId) => probes.dutyOf(lineId).proberId ?? []));
  let checked = 0;
  let reached = 0;
  for (const deviceId of probers) {
    for (const { stage } of await store.checksOf(deviceId, span)) {
      checked += 1;
      if (stage === 'ok') reached += 1;
    }
  }
  return checked === 0 ? null : Math.round((reached / checked) * 1_000) / 10;
}
