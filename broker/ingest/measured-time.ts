import type { TimeQuality } from '../../shared/domain/device.ts';
import type { ClockEvidence } from '../store/report-port.ts';

/** Neighbouring boots whose clock offsets differ by more than this say nothing about the boot between them. */
const agreementMs = 60_000;

/** A birth that moves the anchor by more than this found the machine asleep meanwhile (`up` stands still in sleep). */
const reanchorMs = 60_000;

export type MeasuredTime = { readonly measuredAt: number; readonly timeQuality: TimeQuality };

/** What a report says of its own time, and when it arrived (broker time, ms UTC). */
export type ClaimedTime = { readonly at: number; readonly up: number; readonly receivedAt: number };

/**
 * When a report was measured, in broker time: anchor + `up` for a boot that was born; otherwise the device's claim,
 * corrected by the clock offsets of the boots before and after it if these agree within 60 s, else bounded by what is
 * known and marked `unknown`. Never later than its arrival.
 * @param evidence born boots of the device, oldest first
 */
export function measuredTime(
  claim: ClaimedTime,
  anchorAt: number | null,
  evidence: readonly ClockEvidence[],
): MeasuredTime {
  if (anchorAt !== null) {
    return {
      measuredAt: bound(anchorAt + claim.up * 1000, 0, claim.receivedAt),
      timeQuality: 'anchored',
    };
  }
  const { before, after } = neighbours(claim.at - claim.up * 1000, evidence);
  const offset = (after ?? before)?.clockOffsetMs ?? 0;
  const measuredAt = bound(claim.at - offset, before?.anchorAt ?? 0, claim.receivedAt);
  const agree =
    before !== undefined &&
    after !== undefined &&
    Math.abs(before.clockOffsetMs - after.clockOffsetMs) <= agreementMs;
  return { measuredAt, timeQuality: agree ? 'claimed' : 'unknown' };
}

/** Broker time at which the process started, by a birth that says it is `up` seconds old; keeps an anchor that still fits. */
export function anchorOf(
  birth: { readonly up: number; readonly receivedAt: number },
  known: number | null,
): number {
  const anchorAt = Math.round(birth.receivedAt - birth.up * 1000);
  return known !== null && Math.abs(anchorAt - known) <= reanchorMs ? known : anchorAt;
}

/** The born boots around a start, on the device's own clock. */
function neighbours(
  claimedStart: number,
  evidence: readonly ClockEvidence[],
): { readonly before: ClockEvidence | undefined; readonly after: ClockEvidence | undefined } {
  const startOf = (boot: ClockEvidence): number => boot.anchorAt + boot.clockOffsetMs;
  return {
    before: evidence.findLast((boot) => startOf(boot) <= claimedStart),
    after: evidence.find((boot) => startOf(boot) > claimedStart),
  };
}

function bound(ms: number, low: number, high: number): number {
  return Math.round(Math.min(high, Math.max(low, ms)));
}
