import { type Reading, reading } from '../shared/contract/readings.ts';
import type { CollectorOutcome } from '../shared/contract/report.ts';
import type { Section } from '../shared/domain/reading.ts';
import { err } from '../shared/domain/result.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { hashReading } from '../shared/runtime/reading-hash.ts';
import type { Collector, CollectorResult } from './collector.ts';
import type { Host } from './host/host.ts';

export type CollectDependencies = {
  readonly host: Host;
  readonly clock: Clock;
  readonly collectors: readonly Collector[];
};

/** What one tick measured. `details` says in English, for the agent's log only, why a section failed. */
export type Collection = {
  readonly readings: Reading[];
  readonly outcomes: CollectorOutcome[];
  readonly details: Partial<Record<Section, string>>;
};

/**
 * Runs the collectors of the given sections one after the other, each within its deadline.
 * Never rejects: a collector that throws, or whose facts break the contract, is `failed`; one too slow is `timed-out`.
 */
export async function collect(deps: CollectDependencies, sections: readonly Section[]): Promise<Collection> {
  const collection: Collection = { readings: [], outcomes: [], details: {} };
  for (const collector of deps.collectors.filter((each) => sections.includes(each.section))) {
    const startedMs = deps.clock.monotonicMs();
    const checked = toReading(collector.section, await runWithDeadline(deps, collector));
    const ms = Math.max(0, Math.round(deps.clock.monotonicMs() - startedMs));
    const { section } = collector;
    collection.outcomes.push({ collector: section, outcome: checked.result.outcome, ms });
    if (checked.reading !== undefined) collection.readings.push(checked.reading);
    if (checked.result.detail !== undefined) collection.details[section] = checked.result.detail;
  }
  return collection;
}

async function runWithDeadline(
  deps: CollectDependencies,
  collector: Collector,
): Promise<CollectorResult<Section>> {
  const abort = new AbortController();
  const deadline = Promise.withResolvers<CollectorResult<Section>>();
  const cancel = deps.clock.after(collector.deadlineMs, () => {
    deadline.resolve({ outcome: 'timed-out', detail: `no answer within ${collector.deadlineMs} ms` });
    abort.abort();
  });
  try {
    const running = collector.collect({
      host: deps.host,
      clock: deps.clock,
      signal: abort.signal,
      windows: () => err('unsupported'),
      isQuerySlow: false,
    });
    return await Promise.race([deadline.promise, running]);
  } catch (cause) {
    return { outcome: 'failed', detail: cause instanceof Error ? cause.message : String(cause) };
  } finally {
    cancel();
  }
}

type Checked = {
  readonly reading?: Reading;
  readonly result: { readonly outcome: CollectorOutcome['outcome']; readonly detail?: string };
};

/** Facts leave only as the contract describes them; the hash is taken of what leaves. */
function toReading(section: Section, result: CollectorResult<Section>): Checked {
  if (result.outcome !== 'ok') return { result };
  const { facts, absent } = result;
  const parsed = reading.safeParse({ section, hash: '0'.repeat(16), facts, absent });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const detail = `facts break the contract at ${issue?.path.map(String).join('.') ?? ''}: ${issue?.code ?? ''}`;
    return { result: { outcome: 'failed', detail } };
  }
  return {
    reading: { ...parsed.data, hash: hashReading(parsed.data.facts, parsed.data.absent) },
    result: { outcome: 'ok' },
  };
}
