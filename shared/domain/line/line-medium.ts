import type { LineMedium } from './line.ts';
import type { LineMeasures, LineThresholds, MediumSignature } from './line-measures.ts';
import type { LineReason } from './line-reasons.ts';

/** Whether a line answers like its medium, or like another one. */
export function mediumReasons(
  medium: LineMedium,
  measured: LineMeasures,
  thresholds: LineThresholds,
): LineReason[] {
  const signature = thresholds.media[medium];
  if (signature === undefined) return [];
  const symmetry = symmetryOf(measured);
  const reasons: LineReason[] = [];
  if (answersLike(signature, measured)) reasons.push('latency-fits');
  else if (isUnlike(medium, symmetry, measured, thresholds)) reasons.push('latency-unlike');
  if (symmetry !== null && isWithin(symmetry, signature.minSymmetry, signature.maxSymmetry)) {
    reasons.push('rates-fit');
  }
  return reasons;
}

function symmetryOf({ downMbps, upMbps }: LineMeasures): number | null {
  return downMbps === null || upMbps === null || downMbps === 0 ? null : upMbps / downMbps;
}

function answersLike(signature: MediumSignature, { firstHopMs, firstHopJitterMs }: LineMeasures): boolean {
  return (
    firstHopMs !== null &&
    firstHopJitterMs !== null &&
    isWithin(firstHopMs, signature.minLatencyMs, signature.maxLatencyMs) &&
    isWithin(firstHopJitterMs, signature.minJitterMs, signature.maxJitterMs)
  );
}

/** A fibre that answers like copper or radio; copper or radio that answers like a fibre, in both directions alike. */
function isUnlike(
  medium: LineMedium,
  symmetry: number | null,
  measured: LineMeasures,
  thresholds: LineThresholds,
): boolean {
  const { firstHopMs, firstHopJitterMs, isByRadio } = measured;
  if (firstHopMs === null || firstHopJitterMs === null) return false;
  if (medium === 'fibre') {
    // A radio of one's own in between adds a delay of its own.
    if (isByRadio === true) return false;
    const isMobile =
      firstHopMs >= thresholds.mobileLikeLatencyMs && firstHopJitterMs >= thresholds.mobileLikeJitterMs;
    const isCopper =
      firstHopMs >= thresholds.copperLikeLatencyMs &&
      symmetry !== null &&
      symmetry <= thresholds.copperLikeSymmetry;
    return isMobile || isCopper;
  }
  const { fibre } = thresholds.media;
  const isFibre = fibre !== undefined && answersLike(fibre, measured);
  return isFibre && symmetry !== null && symmetry >= fibre.minSymmetry;
}

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}
