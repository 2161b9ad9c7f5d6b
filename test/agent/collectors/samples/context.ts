import type { CollectorContext } from '../../../../agent/collector.ts';
import type { Host } from '../../../../agent/host/host.ts';
import { err } from '../../../../shared/domain/result.ts';
import { createSystemClock } from '../../../../shared/runtime/clock.ts';

/** What a collector is given on a machine that is not Windows. */
export function contextOf(host: Host): CollectorContext {
  return {
    host,
    clock: createSystemClock(),
    signal: new AbortController().signal,
    windows: () => err('unsupported'),
    isQuerySlow: false,
  };
}
