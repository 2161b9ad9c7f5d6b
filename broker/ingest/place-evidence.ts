import type { LineSample } from '../../shared/contract/line-facts.ts';
import type { Report } from '../../shared/contract/report.ts';
import { costOfTest } from '../../shared/domain/probe/budget.ts';
import type { AliveProofRow, EvidenceRows, LineRunRow, LineSampleRow } from '../store/evidence-port.ts';
import type { MeasuredTime } from './measured-time.ts';

/** What a batch's reports tell of lines, in the making. */
export type EvidenceDraft = { -readonly [Name in keyof EvidenceRows]: EvidenceRows[Name][number][] };

/** A heartbeat that is this much older than its arrival was kept in an outbox: the machine was alive and could not say so. */
const lateMs = 20_000;
/** As long as evidence is kept. */
const keptSeconds = 35 * 86_400;

export function emptyEvidence(): EvidenceDraft {
  return { proofs: [], runs: [], samples: [], checks: [], speeds: [] };
}

type Told = MeasuredTime & {
  readonly report: Report;
  /** Of what it tells of lines, what its machine can know. */
  readonly claimed: Pick<Report, 'line' | 'services' | 'speed'>;
  readonly deviceId: string;
  readonly receivedAt: number;
};

/** Nothing at all, as of nearly every batch: ordinary heartbeats prove nothing that their connection does not. */
export function isEmptyEvidence({ proofs, runs, samples, checks, speeds }: EvidenceRows): boolean {
  return proofs.length + runs.length + samples.length + checks.length + speeds.length === 0;
}

/**
 * Enters what a report tells of the way out. Times are before the report's own moment; only where that is sure are they of use.
 */
export function enterEvidence(draft: EvidenceDraft, told: Told): void {
  const { report, deviceId, receivedAt, measuredAt, timeQuality } = told;
  if (timeQuality !== 'anchored') return;
  // A process saw nothing before it began.
  const longestAgo = Math.min(report.up, keptSeconds);
  const at = (ago: number): number => Math.round(measuredAt - Math.min(ago, longestAgo) * 1000);
  if (receivedAt - measuredAt >= lateMs) draft.proofs.push(proofOf(report, deviceId, measuredAt));
  const { line, services = [], speed } = told.claimed;
  if (line !== undefined) enterLine(draft, line, { deviceId, measuredAt }, at);
  for (const { service, ago, stage, isLight } of services) {
    draft.checks.push({ deviceId, service, at: at(ago), stage, isLight: isLight ?? false });
  }
  if (speed !== undefined) {
    const { startedAgo, ...test } = speed;
    const result = { settledAt: receivedAt, usedBytes: costOfTest(test), startedAt: at(startedAgo), test };
    draft.speeds.push({ deviceId, leaseId: test.leaseId, ...result });
  }
}

function enterLine(
  draft: EvidenceDraft,
  line: LineSample,
  { deviceId, measuredAt }: { readonly deviceId: string; readonly measuredAt: number },
  at: (ago: number) => number,
): void {
  for (const run of line.log ?? []) draft.runs.push(runOf(run, line.lineId ?? null, deviceId, at));
  const sample = sampleOf(line, deviceId, measuredAt);
  if (sample !== null) draft.samples.push(sample);
}

function proofOf({ boot, readings }: Report, deviceId: string, at: number): AliveProofRow {
  const usage = readings.find(({ section }) => section === 'usage');
  const gatewayReachable = usage?.section === 'usage' ? (usage.facts.gatewayReachable ?? null) : null;
  return { deviceId, at, boot, gatewayReachable };
}

function runOf(
  { fromAgo, toAgo, checks: _, publicAddress, ...result }: NonNullable<LineSample['log']>[number],
  lineId: string | null,
  deviceId: string,
  at: (ago: number) => number,
): LineRunRow {
  const [from, to] = [at(Math.max(fromAgo, toAgo)), at(Math.min(fromAgo, toAgo))];
  return { deviceId, lineId, from, to, ...result, publicAddress: publicAddress ?? null };
}

/** Of the targets the broker counts, else the anchors: they lie beyond the line; its neighbours do not. */
function sampleOf(
  { lineId, seconds, targets = [], dns = [] }: LineSample,
  deviceId: string,
  at: number,
): LineSampleRow | null {
  const target =
    targets.find(({ kind }) => kind === 'broker') ?? targets.find(({ kind }) => kind === 'anchor');
  if (lineId === undefined || target === undefined) return null;
  const { p50Ms = null, p95Ms = null, sent, lost } = target;
  const dnsTimes = dns.flatMap(({ p50Ms: ms }) => ms ?? []);
  const dnsMs = dnsTimes.length === 0 ? null : Math.min(...dnsTimes);
  return { lineId, deviceId, at, seconds, p50Ms, p95Ms, sent, lost, dnsMs };
}
