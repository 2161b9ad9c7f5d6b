import { type Reading, reading } from '../shared/contract/readings.ts';
import type { CollectorOutcome } from '../shared/contract/report.ts';
import type { Section } from '../shared/domain/reading.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { hashReading } from '../shared/runtime/reading-hash.ts';
import type { Collector, CollectorContext, CollectorResult } from './collector.ts';
import { createWindowsBatch, type WindowsBatch } from './collectors/windows/batch.ts';
import { windowsQueries } from './collectors/windows/queries.ts';
import type { Host } from './host/host.ts';

export type CollectDependencies = {
  readonly host: Host;
  readonly clock: Clock;
  readonly collectors: readonly Collector[];
  /** Of an agent that goes on: it remembers how slowly this machine answers. */
  readonly batch?: WindowsBatch;
};

/** What one tick measured. Details say in English, for the agent's log only, why a section or a question failed. */
export type Collection = {
  readonly readings: Reading[];
  readonly outcomes: CollectorOutcome[];
  readonly details: Partial<Record<Section, string>>;
  readonly batchDetail: string | undefined;
};

/**
 * Asks PowerShell once, on Windows, for all the given sections, then runs their collectors one after the other, each within its
 * deadline. Never rejects: a collector that throws, or whose facts break the contract, is `failed`; one too slow is
 * `timed-out`. What its questions took counts as its own time.
 */
export async function collect(
  deps: CollectDependencies,
  sections: readonly Section[],
  signal?: AbortSignal,
): Promise<Collection> {
  const due = deps.collectors.filter((each) => sections.includes(each.section));
  const batch = deps.batch ?? createWindowsBatch(deps, windowsQueries);
  const round = await batch.ask(
    due.map(({ section }) => section),
    signal,
  );
  const collection: Collection = { readings: [], outcomes: [], details: {}, batchDetail: round.detail };
  for (const collector of due) {
    const startedMs = deps.clock.monotonicMs();
    const { host, clock } = deps;
    const context = { host, clock, windows: round.answers, isQuerySlow: batch.isSlow() };
    const checked = toReading(collector.section, await runWithDeadline(context, collector));
    const { section } = collector;
    const ms = Math.max(0, Math.round(deps.clock.monotonicMs() - startedMs)) + round.msOf(section);
    collection.outcomes.push({ collector: section, outcome: checked.result.outcome, ms });
    if (checked.reading !== undefined) collection.readings.push(checked.reading);
    if (checked.result.detail !== undefined) collection.details[section] = checked.result.detail;
  }
  return collection;
}

async function runWithDeadline(
  context: Omit<CollectorContext, 'signal'>,
  collector: Collector,
): Promise<CollectorResult<Section>> {
  const abort = new AbortController();
  const deadline = Promise.withResolvers<CollectorResult<Section>>();
  const cancel = context.clock.after(collector.deadlineMs, () => {
    deadline.resolve({ outcome: 'timed-out', detail: `no answer within ${collector.deadlineMs} ms` });
    abort.abort();
  });
  try {
    const running = collector.collect({ ...context, signal: abort.signal });
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
