import { ok, type Result } from '../../shared/domain/result.ts';
import type { BootKey, BootRecord, DeviceTrace, ReportStore, StoreFailure } from '../store/report-port.ts';
import { bootKey, type Draft, type Known, type OutcomeMemo } from './draft.ts';
import type { Message } from './message.ts';

/** What of the store is kept in memory, so that a report of a running machine costs no query. */
export type Knowledge = {
  /** Loads what these messages need. */
  readonly prepare: (messages: readonly Message[]) => Promise<Result<Known, StoreFailure>>;
  /** Takes over a stored batch. @param numbers of `draft.boots`, in their order */
  readonly learn: (draft: Draft, numbers: readonly number[]) => void;
};

/** Entries kept, oldest use out first: 20,000 running machines and their starts take some 20 MB. */
const maxBoots = 40_000;
const maxTraces = 20_000;
const maxOutcomes = 200_000;

export function createKnowledge(store: Pick<ReportStore, 'boots' | 'traces'>): Knowledge {
  const boots = createRecent<BootRecord>(maxBoots);
  const traces = createRecent<DeviceTrace>(maxTraces);
  const outcomes = createRecent<OutcomeMemo>(maxOutcomes);

  const loadBoots = async (
    messages: readonly Message[],
  ): Promise<Result<Map<string, BootRecord>, StoreFailure>> => {
    const found = new Map<string, BootRecord>();
    const missing = new Map<string, BootKey>();
    for (const message of messages) {
      const boot = bootOf(message);
      if (boot === null) continue;
      const key = bootKey({ deviceId: message.deviceId, boot });
      const recent = boots.get(key);
      if (recent !== undefined) found.set(key, recent);
      else missing.set(key, { deviceId: message.deviceId, boot });
    }
    if (missing.size === 0) return ok(found);
    const loaded = await store.boots([...missing.values()]);
    if (!loaded.ok) return loaded;
    for (const record of loaded.value) found.set(bootKey(record), record);
    return ok(found);
  };

  const loadTraces = async (
    messages: readonly Message[],
    known: ReadonlyMap<string, BootRecord>,
  ): Promise<Result<Map<string, DeviceTrace>, StoreFailure>> => {
    const found = new Map<string, DeviceTrace>();
    const missing = new Set<string>();
    for (const message of messages) {
      if (!needsTrace(message, known)) continue;
      const recent = traces.get(message.deviceId);
      if (recent !== undefined) found.set(message.deviceId, recent);
      else missing.add(message.deviceId);
    }
    if (missing.size === 0) return ok(found);
    const ids = [...missing];
    const loaded = await store.traces(ids);
    if (!loaded.ok) return loaded;
    ids.forEach((id, index) => {
      const trace = loaded.value[index];
      if (trace !== undefined) found.set(id, trace);
    });
    return ok(found);
  };

  return {
    prepare: async (messages) => {
      const known = await loadBoots(messages);
      if (!known.ok) return known;
      const traced = await loadTraces(messages, known.value);
      if (!traced.ok) return traced;
      return ok({ boots: known.value, traces: traced.value, outcome: outcomes.get });
    },
    learn: (draft, numbers) => {
      let index = 0;
      for (const [key, { record }] of draft.boots) {
        boots.set(key, { ...record, number: numbers[index] ?? record.number });
        index += 1;
      }
      for (const [id, trace] of draft.known.traces) traces.set(id, trace);
      for (const [id, trace] of draft.traces) traces.set(id, trace);
      for (const [key, memo] of draft.outcomeMemos) outcomes.set(key, memo);
    },
  };
}

function bootOf(message: Message): string | null {
  switch (message.kind) {
    case 'report':
      return message.report.boot;
    case 'birth':
      return message.birth.boot;
    case 'death':
      return message.death.boot;
    case 'unread':
      return null;
  }
}

/** A report of a born boot needs no more than its boot. */
function needsTrace(message: Message, boots: ReadonlyMap<string, BootRecord>): boolean {
  if (message.kind !== 'report') return message.kind !== 'unread';
  const key = bootKey({ deviceId: message.deviceId, boot: message.report.boot });
  return (boots.get(key)?.anchorAt ?? null) === null;
}

/** A map of bounded size that forgets what was set longest ago. */
function createRecent<T>(maxSize: number) {
  const entries = new Map<string, T>();
  return {
    get: (key: string): T | undefined => entries.get(key),
    set: (key: string, value: T): void => {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= maxSize) return;
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    },
  };
}
