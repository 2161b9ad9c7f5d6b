import { judgeAgents } from './agents.ts';
import { fineSpans } from './checks.ts';
import { judgeDegraded } from './degraded.ts';
import type {
  Interval,
  JudgedSchool,
  Outage,
  OutageContext,
  SchoolEvidence,
  ServiceSighting,
  WatchedLine,
} from './evidence.ts';
import { evidenceOf, incident, joinClose, lengthMs, sortOutages } from './incident.ts';
import { intersectSpans, mergeSpans } from './interval.ts';
import { judgeLan } from './lan.ts';
import { judgeLines } from './line.ts';
import { checkMs, retryMs, shortestCutMs, slackMs } from './pace.ts';
import { judgePower } from './power.ts';
import { createScene, type Scene } from './scene.ts';
import { judgeSilence } from './silence.ts';
import type { Stretch } from './stretch.ts';

/**
 * Incidents of one school by its own evidence (design.md §6): each machine's silence is taken apart by what that machine tells
 * of it, silences that began together are put together, and each group gets one cause. Same evidence in any order, same answer.
 */
export function judgeSchool(evidence: SchoolEvidence, context: OutageContext): readonly Outage[] {
  return judgeScene(createScene(evidence, context));
}

/** The same, with what the judgement over all schools needs of this one. */
export function judgedSchool(evidence: SchoolEvidence, context: OutageContext): JudgedSchool {
  const scene = createScene(evidence, context);
  const outages = judgeScene(scene);
  const blind = blindSpans(scene, outages);
  const failed = failedChecks(scene);
  const isSeeing = ({ deviceId, at }: ServiceSighting) =>
    ![...blind, ...(failed.get(deviceId) ?? [])].some(({ from, to }) => at >= from && at <= to);
  return {
    schoolCode: evidence.schoolCode,
    outages,
    lines: watchedLines(scene),
    services: evidence.services.filter((each) => each.isOk || isSeeing(each)),
  };
}

function judgeScene(scene: Scene): Outage[] {
  const power = judgePower(scene);
  const lan = judgeLan(scene, power);
  const known = new Set([...power.explained, ...lan.explained]);
  const lines = judgeLines(scene, known);
  const explained = new Set([...known, ...lines.explained]);
  const silence = judgeSilence(scene, explained);
  const down = [...power.outages, ...lan.outages, ...lines.outages, ...silence];
  const all = [
    ...down,
    ...judgeAgents(scene, power.outages, explained),
    ...brokerUnreachable(scene),
    ...judgeDegraded(scene, down),
  ];
  return sortOutages(joinClose(all));
}

/** The outside answers and only our broker does not. */
function brokerUnreachable({ stretches, evidence, context }: Scene): Outage[] {
  const failed = stretches.filter(({ kind, start }) => kind === 'broker' && Number.isFinite(start.from));
  const found = failed.map(({ machine, start, end }) =>
    incident({
      ...{
        cause: 'broker',
        scope: { kind: 'service', id: 'broker' },
        schoolCode: evidence.schoolCode,
        start,
      },
      end: end === null || !Number.isFinite(end.to) ? null : end,
      confidence: 0.4,
      witnesses: [machine.deviceId],
      evidence: [evidenceOf('broker-unreachable', 1), evidenceOf('outside-reachable', 1)],
    }),
  );
  return joinClose(found).filter((each) => lengthMs(each, context.nowMs) >= shortestCutMs);
}

/**
 * While a school is cut off, over each of its ways out, failing services say nothing of the services. A router that lost its power
 * dials for minutes after the machines are up.
 */
function blindSpans({ ways, context }: Scene, outages: readonly Outage[]): Interval[] {
  const spansOf = (is: (outage: Outage) => boolean) =>
    mergeSpans(
      outages.filter(is).map(({ cause, start, end }) => {
        const settlesMs = cause === 'school-power' ? retryMs : slackMs;
        return { from: start.from - slackMs, to: (end?.to ?? context.nowMs) + settlesMs };
      }),
    );
  const [first = [], ...others] = ways.all.map(({ scope }) =>
    spansOf((each) => each.cause === 'line' && each.scope.id === scope.id),
  );
  return [
    ...spansOf(({ cause, scope }) => scope.kind === 'school' && cause !== 'line'),
    ...others.reduce(intersectSpans, first),
  ];
}

/** By machine, times in which nothing that it checked could have answered. */
function failedChecks({ stretches }: Scene): Map<string, Interval[]> {
  const failed = stretches.filter(({ kind }) => kind === 'lan' || kind === 'line');
  const byMachine = Map.groupBy(failed, ({ machine }) => machine.deviceId);
  return new Map([...byMachine].map(([deviceId, each]) => [deviceId, each.map(failedSpan)]));
}

function failedSpan({ start, end }: Stretch): Interval {
  const from = Number.isFinite(start.from) ? start.from : start.to - checkMs;
  const to = end === null || !Number.isFinite(end.to) ? (end?.from ?? start.to) + checkMs : end.to;
  return { from: from - slackMs, to: to + slackMs };
}

/** When each line carried anything: connections that stood (without end while they stand), checks that came through. */
function watchedLines(scene: Scene): WatchedLine[] {
  const { machines, ways, runs, evidence } = scene;
  const asnsOf = new Map(evidence.lines.map(({ lineId, asns }) => [lineId, asns]));
  return ways.all.map((way) => {
    const isOn = (asn: number | null) => ways.of(asn) === way;
    const sessions = machines.flatMap((machine) => machine.sessions.filter(({ asn }) => isOn(asn)));
    const stood = sessions.map(({ bornAt, lastHeardAt, endedAt }) => {
      return {
        from: bornAt,
        to: endedAt === null ? Number.POSITIVE_INFINITY : Math.max(bornAt, lastHeardAt),
      };
    });
    const checked = machines.flatMap(({ deviceId }) => fineSpans(runs.get(deviceId) ?? [], isOn));
    const seen = [...new Set(sessions.flatMap(({ asn }) => asn ?? []))].sort((a, b) => a - b);
    return {
      ...{ lineId: way.lineId, isp: way.isp },
      asns: way.lineId === null ? seen : (asnsOf.get(way.lineId) ?? []),
      spans: mergeSpans([...stood, ...checked]),
    };
  });
}
