import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import { lineMedia } from '../domain/line/line.ts';
import type { LineThresholds } from '../domain/line/line-measures.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import table from './line-thresholds.json' with { type: 'json' };

const status = z.enum(ruleStatuses);
const latency = z.number().min(0).max(60_000);
const symmetry = z.number().min(0).max(1_000);
const row = (min: number, max: number) =>
  z.object({ value: z.number().min(min).max(max), status, ...source });

const signature = z.object({
  medium: z.enum(lineMedia),
  minLatencyMs: latency,
  maxLatencyMs: latency,
  minJitterMs: latency,
  maxJitterMs: latency,
  minSymmetry: symmetry,
  maxSymmetry: symmetry,
  status,
  ...source,
});

const thresholdsSchema = z.object({
  media: z.array(signature).max(lineMedia.length),
  mobileLikeLatencyMs: row(0, 60_000),
  mobileLikeJitterMs: row(0, 60_000),
  copperLikeLatencyMs: row(0, 60_000),
  copperLikeSymmetry: row(0, 1),
  rateReachedShare: row(0, 1),
  rateShortShare: row(0, 1),
  slowPortMbps: row(0, 100_000),
  fastLineMbps: row(0, 100_000),
  opticalWeakDbm: row(-60, 20),
  opticalStrongDbm: row(-60, 20),
  contractEndingDays: row(0, 3650),
});

/** The table as it is shipped, each row with its source. */
export function shippedLineThresholdTable(): z.infer<typeof thresholdsSchema> {
  return thresholdsSchema.parse(table);
}

/** Numbers that a declared line is compared with. */
export function shippedLineThresholds(): LineThresholds {
  const { media, ...rows } = shippedLineThresholdTable();
  return {
    media: Object.fromEntries(media.map((one) => [one.medium, one])),
    mobileLikeLatencyMs: rows.mobileLikeLatencyMs.value,
    mobileLikeJitterMs: rows.mobileLikeJitterMs.value,
    copperLikeLatencyMs: rows.copperLikeLatencyMs.value,
    copperLikeSymmetry: rows.copperLikeSymmetry.value,
    rateReachedShare: rows.rateReachedShare.value,
    rateShortShare: rows.rateShortShare.value,
    slowPortMbps: rows.slowPortMbps.value,
    fastLineMbps: rows.fastLineMbps.value,
    opticalWeakDbm: rows.opticalWeakDbm.value,
    opticalStrongDbm: rows.opticalStrongDbm.value,
    contractEndingDays: rows.contractEndingDays.value,
  };
}
