import type { LineRun } from './evidence.ts';

/** What one sample of a line's prober measured (about five minutes). */
export interface QualitySample {
  /** Its end. */
  readonly at: number;
  readonly seconds: number;
  /** To the broker, or where that is missing to the anchors. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly sent: number;
  readonly lost: number;
  readonly dnsMs: number | null;
}

/** One local hour of one line. */
export interface QualityHour {
  /** Start of the hour. */
  readonly from: number;
  /** Minutes that were checked. */
  readonly minutes: number;
  readonly badMinutes: number;
  readonly downMinutes: number;
  readonly p95Ms: number | null;
  readonly lossPercent: number | null;
  readonly dnsMs: number | null;
}

/**
 * How a line served hour by hour ("chất lượng trong giờ học"): only hours in which something was measured.
 * @param utcOffsetMinutes of local time; hours begin where local hours begin
 */
export function lessonQuality(
  _runs: readonly LineRun[],
  _samples: readonly QualitySample[],
  _utcOffsetMinutes: number,
): readonly QualityHour[] {
  return [];
}
