import { setImmediate } from 'node:timers/promises';
import { parseTopic } from '../../shared/contract/topics.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { RegistryStore } from '../store/registry-port.ts';
import type { QuarantineRow, QuarantineStore } from '../store/report-port.ts';
import type { Ingest } from './ingest.ts';
import { type Arrival, readMessage } from './message.ts';

/** Rows looked at together: they share commits. */
const pageRows = 100;

/** Readable, and refused all the same: for a person to look at, not to be tried again. */
const refusedByRule = new Set(['too-many-boots', 'uncertain-duplicate', 'unstorable']);

/** Name of the store's setting that says which version has read the quarantine last. */
const readBySetting = 'quarantineReadBy';

export type ReplayOutcome = { readonly replayed: number; readonly kept: number };

export type ReplayOptions = {
  /** Of which machines; all when absent. */
  readonly isChosen?: (deviceId: string) => boolean;
  readonly signal?: AbortSignal;
};

/**
 * Gives what is in the quarantine and can be read now to ingest, as of its first arrival, and removes it there; the ledger
 * keeps it from counting twice. An old birth or death is removed without effect: what it said of a connection is over.
 */
export async function replayQuarantine(
  store: QuarantineStore,
  ingest: Pick<Ingest, 'replay'>,
  { isChosen = () => true, signal }: ReplayOptions = {},
): Promise<ReplayOutcome> {
  const outcome = { replayed: 0, kept: 0 };
  let afterId = 0;
  for (;;) {
    const rows = await store.quarantined({}, { afterId, limit: pageRows });
    const chosen = rows.filter(({ deviceId }) => isChosen(deviceId));
    const replayed = await replayRows(store, ingest, chosen, signal);
    outcome.replayed += replayed;
    outcome.kept += chosen.length - replayed;
    const last = rows.at(-1);
    // What ingest put back in quarantine meanwhile has a greater id: one round sees each message once.
    if (last === undefined || rows.length < pageRows || signal?.aborted === true) return outcome;
    afterId = last.id;
  }
}

/** How many of the rows are done with. */
async function replayRows(
  store: QuarantineStore,
  ingest: Pick<Ingest, 'replay'>,
  rows: readonly QuarantineRow[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const taken: { readonly id: number; readonly isOver: Promise<boolean> }[] = [];
  for (const { id } of rows) {
    if (signal?.aborted === true) break;
    const arrival = await readableArrival(store, id);
    if (arrival !== null) taken.push({ id, isOver: takeIn(ingest, arrival) });
    // 1 KiB of deflate may hide 1 MiB of JSON: everybody else has a turn in between.
    await setImmediate();
  }
  let replayed = 0;
  for (const { id, isOver } of taken) {
    if (!(await isOver)) continue;
    await store.removeQuarantined(id);
    replayed += 1;
  }
  return replayed;
}

/**
 * Replays the quarantine once for each version of this program: what an older one could not read, this one may. Beside
 * everything else; broken off, it is done again at the next start.
 * @returns ends it; resolves when it has ended
 */
export function startReplayAfterUpgrade(
  deps: {
    readonly store: QuarantineStore & Pick<RegistryStore, 'setting' | 'saveSetting'>;
    readonly ingest: Pick<Ingest, 'replay'>;
    readonly log: Log;
  },
  version: string,
): () => Promise<void> {
  const abort = new AbortController();
  const done = replayAfterUpgrade(deps, version, abort.signal).catch((cause: unknown) =>
    deps.log.error({ err: cause }, 'the quarantine could not be replayed'),
  );
  return () => {
    abort.abort();
    return done;
  };
}

async function replayAfterUpgrade(
  { store, ingest, log }: Parameters<typeof startReplayAfterUpgrade>[0],
  version: string,
  signal: AbortSignal,
): Promise<void> {
  if ((await store.setting(readBySetting)) === version) return;
  const outcome = await replayQuarantine(store, ingest, { signal });
  if (signal.aborted) return;
  await store.saveSetting(readBySetting, version);
  log.info(outcome, 'quarantine replayed');
}

/** The message as it arrived, or null when it still cannot be read, or must not be tried again. */
async function readableArrival(store: QuarantineStore, id: number): Promise<Arrival | null> {
  const row = await store.quarantinedMessage(id);
  const arrival = row === null || refusedByRule.has(row.reason) ? null : arrivalOf(row);
  return arrival === null || readMessage(arrival).kind === 'unread' ? null : arrival;
}

/** Whether the message is done with; one that was not stored stays where it is. Never rejects. */
function takeIn(ingest: Pick<Ingest, 'replay'>, arrival: Arrival): Promise<boolean> {
  if (arrival.kind === 'status') return Promise.resolve(true);
  return ingest.replay(arrival).then(
    () => true,
    () => false,
  );
}

function arrivalOf({ deviceId, topic, at, payload }: QuarantineRow): Arrival | null {
  const kind = parseTopic(topic)?.kind;
  if (payload === null || (kind !== 'report' && kind !== 'status')) return null;
  return { kind, deviceId, receivedAt: at, payload };
}
