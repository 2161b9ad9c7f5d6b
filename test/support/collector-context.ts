import type { CollectorContext } from '../../agent/collector.ts';
import type { Host } from '../../agent/host/host.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';

/** What a collector is given on this machine; no question was asked of PowerShell unless told. */
export function contextOf(host: Host, over: Partial<Omit<CollectorContext, 'host'>> = {}): CollectorContext {
  return {
    host,
    clock: createSystemClock(),
    signal: new AbortController().signal,
    windows: () => err('unsupported'),
    isQuerySlow: false,
    ...over,
  };
}

/** Answers of the batch by question; every other question is `unsupported`. */
export function answersOf(rows: Readonly<Record<string, readonly unknown[]>>): CollectorContext['windows'] {
  return (query) => {
    const found = rows[query];
    return found === undefined ? err('unsupported') : ok(found);
  };
}
