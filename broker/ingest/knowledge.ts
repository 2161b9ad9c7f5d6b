import { ok, type Result } from '../../shared/domain/result.ts';
import type { BootKey, BootRecord, DeviceTrace, ReportStore, StoreFailure } from '../store/report-port.ts';
import { bootKey, type Draft, isOfBoot, type Known, type OutcomeMemo, ownerOf } from './draft.ts';
import type { Message } from './message.ts';

/** What of the store is kept in memory, so that a report of a running machine costs no query. */
export type Knowledge = {
  /** Loads what these messages need. */
  readonly prepare: (messages: readonly Message[]) => Promise<Result<Known, StoreFailure>>;
  /** Takes over a stored batch. @param numbers of `draft.boots`, in their order */
  readonly learn: (draft: Draft, numbers: readonly number[]) => void;
  /** A boot went from one machine to another: what is known of both is read anew, also by a batch that is under way. */
  readonly forget: (boot: string, deviceIds: readonly string[]) => void;
};

/** Entries kept, oldest use out first: 20,000 running machines and their starts take some 20 MB. */
const maxBoots = 40_000;
const maxTraces = 20_000;
const maxOutcomes = 200_000;

type KnowledgeState = {
  readonly store: Pick<ReportStore, 'boots' | 'traces'>;
  readonly boots: Recent<BootRecord>;
  readonly traces: Recent<DeviceTrace>;
  readonly outcomes: Recent<OutcomeMemo>;
  /** Counts the boots that moved: what was read before one did is not kept. */
  generation: number;
};

export function createKnowledge(store: Pick<ReportStore, 'boots' | 'traces'>): Knowledge {
  const state: KnowledgeState = {
    store,
    boots: createRecent(maxBoots),
    traces: createRecent(maxTraces),
    outcomes: createRecent(maxOutcomes),
    generation: 0,
  };
  return {
    prepare: async (messages) => {
      const { generation } = state;
      const boots = await loadNamed(state, messages);
      if (!boots.ok) return boots;
      const traces = await loadTraces(state, messages, boots.value);
      if (!traces.ok) return traces;
      return ok({ boots: boots.value, traces: traces.value, outcome: state.outcomes.get, generation });
    },
    learn: (draft, numbers) => {
      if (draft.known.generation === state.generation) learn(state, draft, numbers);
      else forgetDraft(state, draft);
    },
    forget: (boot, deviceIds) => {
      state.generation += 1;
      // Also where it stood before, if it has moved more than once.
      for (const key of state.boots.keys()) if (isOfBoot(key, boot)) state.boots.delete(key);
      for (const deviceId of deviceIds) state.traces.delete(deviceId);
    },
  };
}

/** The boots that messages name, and where those of them stand that have moved. */
async function loadNamed(
  state: KnowledgeState,
  messages: readonly Message[],
): Promise<Result<Map<string, BootRecord>, StoreFailure>> {
  const named = await loadBoots(state, messages.flatMap(bootsOf), new Map());
  if (!named.ok) return named;
  const moved = [...named.value.values()].flatMap(({ movedTo, boot }) =>
    movedTo === null ? [] : [{ deviceId: movedTo, boot }],
  );
  return moved.length === 0 ? named : loadBoots(state, moved, named.value);
}

async function loadBoots(
  { store, boots }: KnowledgeState,
  keys: readonly BootKey[],
  found: Map<string, BootRecord>,
): Promise<Result<Map<string, BootRecord>, StoreFailure>> {
  const missing = new Map<string, BootKey>();
  for (const key of keys) {
    const name = bootKey(key);
    const recent = boots.get(name);
    if (recent !== undefined) found.set(name, recent);
    else missing.set(name, key);
  }
  if (missing.size === 0) return ok(found);
  const loaded = await store.boots([...missing.values()]);
  if (!loaded.ok) return loaded;
  for (const record of loaded.value) found.set(bootKey(record), record);
  return ok(found);
}

async function loadTraces(
  { store, traces }: KnowledgeState,
  messages: readonly Message[],
  known: ReadonlyMap<string, BootRecord>,
): Promise<Result<Map<string, DeviceTrace>, StoreFailure>> {
  const found = new Map<string, DeviceTrace>();
  const missing = new Set<string>();
  for (const message of messages) {
    const deviceId = tracedDevice(message, known);
    if (deviceId === null) continue;
    const recent = traces.get(deviceId);
    if (recent !== undefined) found.set(deviceId, recent);
    else missing.add(deviceId);
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
}

function learn({ boots, traces, outcomes }: KnowledgeState, draft: Draft, numbers: readonly number[]): void {
  let index = 0;
  for (const [key, { record }] of draft.boots) {
    boots.set(key, { ...record, number: numbers[index] ?? record.number });
    index += 1;
  }
  for (const [id, trace] of draft.known.traces) traces.set(id, trace);
  for (const [id, trace] of draft.traces) traces.set(id, trace);
  for (const [key, memo] of draft.outcomeMemos) outcomes.set(key, memo);
}

/** A boot moved while this batch was under way: what it says is stored, and read anew when it is needed. */
function forgetDraft({ boots, traces }: KnowledgeState, draft: Draft): void {
  for (const key of draft.boots.keys()) boots.delete(key);
  for (const id of draft.known.traces.keys()) traces.delete(id);
  for (const id of draft.traces.keys()) traces.delete(id);
}

function bootsOf(message: Message): readonly BootKey[] {
  const { deviceId } = message;
  switch (message.kind) {
    case 'report':
      return [{ deviceId, boot: message.report.boot }];
    case 'birth':
      return [{ deviceId, boot: message.birth.boot }];
    case 'death':
      return [{ deviceId, boot: message.death.boot }];
    case 'unread':
      return [];
  }
}

/** Whose starts a message needs to be known; a report of a born boot needs no more than its boot. */
function tracedDevice(message: Message, boots: ReadonlyMap<string, BootRecord>): string | null {
  if (message.kind === 'unread') return null;
  if (message.kind !== 'report') return message.deviceId;
  const { boot } = message.report;
  const deviceId = ownerOf(boots, { deviceId: message.deviceId, boot });
  const anchorAt = boots.get(bootKey({ deviceId, boot }))?.anchorAt ?? null;
  return anchorAt === null ? deviceId : null;
}

type Recent<T> = {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T) => void;
  readonly delete: (key: string) => void;
  readonly keys: () => IterableIterator<string>;
};

/** A map of bounded size that forgets what was set longest ago. */
function createRecent<T>(maxSize: number): Recent<T> {
  const entries = new Map<string, T>();
  return {
    get: (key) => entries.get(key),
    delete: (key) => void entries.delete(key),
    keys: () => entries.keys(),
    set: (key, value) => {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= maxSize) return;
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    },
  };
}
