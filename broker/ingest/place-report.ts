import type { Reading } from '../../shared/contract/readings.ts';
import type { Report } from '../../shared/contract/report.ts';
import { type Draft, type DraftBoot, openBoot, ownerOf, traceOf } from './draft.ts';
import { addToLedger, verdictOf } from './ledger.ts';
import { claimedBy, type LineClaims } from './line-claims.ts';
import { type MeasuredTime, measuredTime } from './measured-time.ts';
import { type Message, unreadOf } from './message.ts';
import { enterEvidence } from './place-evidence.ts';

type ReportMessage = Extract<Message, { kind: 'report' }>;

/**
 * Enters one report into the batch: once, whatever the number of its arrivals and whichever of its ids it came under. A
 * report of a boot on other hardware is a row of that boot and nothing else.
 */
export function placeReport(draft: Draft, message: ReportMessage, claims: LineClaims): void {
  const { receivedAt, report } = message;
  const deviceId = ownerOf(draft.known.boots, { deviceId: message.deviceId, boot: report.boot });
  const boot = openBoot(draft, { deviceId, boot: report.boot }, receivedAt);
  if (boot === null) {
    draft.unread.push(unreadOf(message.arrival, 'too-many-boots', `boot ${report.boot}`));
    return;
  }
  const verdict = verdictOf(boot.record.ledger, report.seq);
  if (verdict === 'duplicate') {
    draft.duplicates += 1;
    return;
  }
  if (verdict === 'uncertain') {
    const detail = `boot ${report.boot} seq ${report.seq}`;
    draft.unread.push(unreadOf(message.arrival, 'uncertain-duplicate', detail));
    return;
  }
  const claim = { at: report.at, up: report.up, receivedAt };
  const time = measuredTime(claim, boot.record.anchorAt, traceOf(draft, deviceId).evidence);
  const lastAt = Math.max(boot.record.lastAt, receivedAt);
  if (boot.record.bornAt === null) followLastBirth(draft, boot, deviceId);
  boot.record = { ...boot.record, ledger: addToLedger(boot.record.ledger, report.seq), lastAt };
  boot.reports.push({ seq: report.seq, receivedAt, ...time, ...usageOf(report.readings) });
  if (boot.record.isForeign) draft.foreignReports += 1;
  else enterFacts(draft, { ...message, deviceId }, time, claims);
}

/** A boot that never connected comes out of the outbox of whoever is connected now, as its last birth told. */
function followLastBirth(draft: Draft, boot: DraftBoot, deviceId: string): void {
  const isForeign = traceOf(draft, deviceId).lastBirth?.isForeign ?? false;
  if (boot.record.isForeign === isForeign) return;
  boot.record = { ...boot.record, isForeign };
  boot.isChanged = true;
}

function enterFacts(draft: Draft, message: ReportMessage, time: MeasuredTime, claims: LineClaims): void {
  const { deviceId, receivedAt, report } = message;
  const claimed = claimedBy(deviceId, report, claims);
  for (const reading of report.readings) {
    if (reading.section === 'usage') continue;
    const { section, hash } = reading;
    draft.sections.push({
      deviceId,
      section,
      hash,
      seq: report.seq,
      ...time,
      reading: JSON.stringify(reading),
    });
  }
  if (!claims.isPersonal(deviceId)) {
    enterEvidence(draft.evidence, { report, claimed, deviceId, receivedAt, ...time });
  }
  for (const outcome of report.outcomes) enterOutcome(draft, deviceId, outcome, time.measuredAt);
  draft.stored.push({
    deviceId,
    boot: report.boot,
    seq: report.seq,
    receivedAt,
    ...time,
    readings: report.readings,
    outcomes: report.outcomes,
    ...(report.hashes === undefined ? {} : { hashes: report.hashes }),
    ...claimed,
  });
}

/** Every tick repeats its outcomes; one that is no news is remembered, not written. */
function enterOutcome(
  draft: Draft,
  deviceId: string,
  outcome: Report['outcomes'][number],
  measuredAt: number,
): void {
  const key = `${deviceId} ${outcome.collector}`;
  const newest = draft.outcomeMemos.get(key) ?? draft.known.outcome(key);
  if (newest !== undefined && measuredAt < newest.measuredAt) return;
  draft.outcomeMemos.set(key, { outcome: outcome.outcome, measuredAt });
  if (newest?.outcome === outcome.outcome) return;
  draft.outcomes.push({ deviceId, measuredAt, ...outcome });
}

function usageOf(readings: readonly Reading[]) {
  const facts = readings.find((reading) => reading.section === 'usage')?.facts;
  return {
    cpuPercent: facts?.cpuPercent ?? null,
    memoryAvailableBytes: facts?.memoryAvailableBytes ?? null,
    systemFreeBytes: facts?.systemFreeBytes ?? null,
    gatewayLatencyMs: facts?.gatewayLatencyMs ?? null,
  };
}
