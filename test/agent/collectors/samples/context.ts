import type { Collector, CollectorContext, CollectorResult } from '../../../../agent/collector.ts';
import type { Host } from '../../../../agent/host/host.ts';
import type { Section } from '../../../../shared/domain/reading.ts';
import { err } from '../../../../shared/domain/result.ts';
import { createSystemClock } from '../../../../shared/runtime/clock.ts';
import { openRecordedHost, type RecordedMachine } from '../../../support/recorded-host.ts';

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

/** One collector over one recorded machine, and the programs that it started. */
export async function runCollector<S extends Section>(
  collector: Collector<S>,
  machine: RecordedMachine,
): Promise<{ readonly result: CollectorResult<S>; readonly started: readonly string[] }> {
  const host = await openRecordedHost(machine);
  try {
    return { result: await collector.collect(contextOf(host)), started: host.started };
  } finally {
    await host.close();
  }
}
