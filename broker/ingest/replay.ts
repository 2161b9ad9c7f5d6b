import { parseTopic } from '../../shared/contract/topics.ts';
import type { QuarantineRow, QuarantineStore } from '../store/report-port.ts';
import type { Ingest } from './ingest.ts';
import { type Arrival, readMessage } from './message.ts';

/** Rows looked at together: they share commits. */
const pageRows = 100;

/** Readable, and refused all the same: for a person to look at, not to be tried again. */
const refusedByRule = new Set(['too-many-boots', 'uncertain-duplicate', 'unstorable']);

export type ReplayOutcome = { readonly replayed: number; readonly kept: number };

/**
 * Gives what is in the quarantine and can be read now to ingest, as of its first arrival, and removes it there; the ledger
 * keeps it from counting twice. An old birth or death is removed without effect: what it said of a connection is over.
 * Called after an upgrade, and by the administrator.
 */
export async function replayQuarantine(
  store: QuarantineStore,
  ingest: Pick<Ingest, 'replay'>,
  isChosen: (deviceId: string) => boolean = () => true,
): Promise<ReplayOutcome> {
  let replayed = 0;
  let kept = 0;
  let afterId = 0;
  for (;;) {
    const rows = await store.quarantined({}, { afterId, limit: pageRows });
    const last = rows.at(-1);
    if (last === undefined) return { replayed, kept };
    afterId = last.id;
    const chosen = rows.filter(({ deviceId }) => isChosen(deviceId));
    const outcomes = await Promise.all(chosen.map((row) => replayOne(store, ingest, row)));
    replayed += outcomes.filter((isReplayed) => isReplayed).length;
    kept += outcomes.filter((isReplayed) => !isReplayed).length;
    // What ingest put back in quarantine meanwhile has a greater id: one round sees each message once.
    if (rows.length < pageRows) return { replayed, kept };
  }
}

async function replayOne(
  store: QuarantineStore,
  ingest: Pick<Ingest, 'replay'>,
  { id }: QuarantineRow,
): Promise<boolean> {
  const row = await store.quarantinedMessage(id);
  const arrival = row === null || refusedByRule.has(row.reason) ? null : arrivalOf(row);
  if (arrival === null || readMessage(arrival).kind === 'unread') return false;
  if (arrival.kind === 'report') {
    try {
      await ingest.replay(arrival);
    } catch {
      // Not stored, so it stays where it is.
      return false;
    }
  }
  await store.removeQuarantined(id);
  return true;
}

function arrivalOf({ deviceId, topic, at, payload }: QuarantineRow): Arrival | null {
  const kind = parseTopic(topic)?.kind;
  if (payload === null || (kind !== 'report' && kind !== 'status')) return null;
  return { kind, deviceId, receivedAt: at, payload };
}
