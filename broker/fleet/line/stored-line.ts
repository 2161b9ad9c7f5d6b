import type { MeasuredLine } from '../../store/probe-port.ts';
import type { LineMeasured } from './line-samples.ts';

/** What the store still tells of a line's newest sample: known from before the broker's start, at its own time. */
export function measuredBefore({ sample, gateway, publicAddress }: MeasuredLine): LineMeasured {
  const { deviceId, at, seconds, p50Ms, p95Ms, sent, lost } = sample;
  return {
    ...{ deviceId, measuredAt: at, publicAddress, gateway },
    ...{ wanAddress: null, hasIpv6: null, captivePortal: null, jitterMs: null, firstHops: [] },
    ...{ latencyMs: p50Ms, p95Ms },
    lossPercent: sent === 0 ? null : (100 * Math.min(lost, sent)) / sent,
    latest: { seconds },
  };
}
