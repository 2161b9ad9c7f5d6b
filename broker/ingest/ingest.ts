import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { ReportStore, StoreFailure } from '../store/report-port.ts';
import { type BatchConfig, createBatchQueue, defaultBatchConfig } from './batch.ts';
import { createBrokerTime } from './broker-time.ts';
import type { Draft } from './draft.ts';
import type { Knowledge } from './knowledge.ts';
import type { LineClaims } from './line-claims.ts';
import { type Arrival, type Message, readMessage } from './message.ts';
import type { Compare } from './place-status.ts';
import { createSettle } from './settle.ts';
import type { StoredBirth, StoredDeath, StoredReport } from './stored.ts';

export type IngestDeps = {
  readonly store: ReportStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether hardware seen behind a machine's key is its own. */
  readonly compare: Compare;
  /** Everything is believed when absent. */
  readonly claims?: LineClaims;
  /** Called after the commit; births and deaths in order of arrival. */
  readonly onStored: (reports: readonly StoredReport[]) => void;
  readonly onBirth: (birth: StoredBirth) => void;
  readonly onDeath: (death: StoredDeath) => void;
};

/**
 * Acknowledged means stored: `report` and `status` resolve once the message is durable, or known to be stored already, or
 * in the quarantine. They reject with an error only when the store failed for 20 s (then the connection is
 * closed and the sender keeps the message), or when 256 MB wait already.
 */
export type Ingest = {
  readonly report: (cn: string, payload: Buffer) => Promise<void>;
  readonly status: (cn: string, payload: Buffer) => Promise<void>;
  /** A quarantined message once more, as of its first arrival; resolves like `report`. */
  readonly replay: (arrival: Arrival) => Promise<void>;
  /** After a boot went to another machine in the store: of what follows, each message finds the machine it is of. */
  readonly forget: Knowledge['forget'];
  /** Resolves when everything taken so far is settled. */
  readonly flush: () => Promise<void>;
  /** Takes nothing more and settles the rest. */
  readonly close: () => Promise<void>;
  readonly counters: () => Readonly<Record<IngestCounter, number>>;
};

export type IngestCounter =
  | 'reportsStored'
  | 'foreignReports'
  | 'duplicates'
  | 'quarantined'
  | 'commits'
  | 'storeFailures'
  | 'notStored';

type Pending = {
  readonly arrival: Arrival;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
};

/**
 * Reading is cut off after this, what was read is settled, and the event loop gets its turn: 1 KiB of deflate may hide
 * 1 MiB of JSON (4 ms), and 500 of them must neither be unpacked together nor stop everybody else for two seconds.
 */
const maxReadingMs = 8;

/** Opens ingest on a store: reads the newest row first, to notice a broker clock that went back. */
export async function openIngest(
  deps: IngestDeps,
  config: BatchConfig = defaultBatchConfig,
): Promise<Ingest> {
  const counters: Record<IngestCounter, number> = {
    reportsStored: 0,
    foreignReports: 0,
    duplicates: 0,
    quarantined: 0,
    commits: 0,
    storeFailures: 0,
    notStored: 0,
  };
  const time = createBrokerTime(deps, await deps.store.newestAt());
  const { settle, forget } = createSettle({
    store: deps.store,
    clock: deps.clock,
    compare: deps.compare,
    claims: deps.claims ?? { isPersonal: () => false, isOwnLine: () => true, isService: () => true },
    onStored: (draft) => announce(deps, counters, draft),
    onFailure: (failure, isFinal) => alarm(deps.log, counters, failure, isFinal),
  });
  const refuse = (pending: readonly Pending[], reason: string): void => {
    counters.notStored += pending.length;
    for (const { reject } of pending) reject(new Error(`not stored: ${reason}`));
  };
  const commit = async (pending: readonly Pending[]): Promise<void> => {
    for (let done = 0; done < pending.length; ) {
      const messages = readSome(pending, done, deps.clock);
      const slice = pending.slice(done, done + messages.length);
      done += slice.length;
      const result = await settle(messages);
      if (result.ok) for (const { resolve } of slice) resolve();
      else refuse(slice, result.error.reason);
      if (done < pending.length) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const queue = createBatchQueue({ clock: deps.clock, commit }, config);
  let isClosed = false;
  const take = (arrival: Arrival): Promise<void> =>
    new Promise((resolve, reject) => {
      const pending = { arrival, resolve, reject };
      if (isClosed) refuse([pending], 'closing');
      else if (!queue.add(pending, arrival.payload.length)) refuse([pending], 'too much is waiting');
    });
  return {
    report: (cn, payload) => take({ kind: 'report', deviceId: cn, receivedAt: time.now(), payload }),
    status: (cn, payload) => take({ kind: 'status', deviceId: cn, receivedAt: time.now(), payload }),
    replay: take,
    forget,
    flush: queue.flush,
    close: () => {
      isClosed = true;
      return queue.flush();
    },
    counters: () => ({ ...counters }),
  };
}

/** Reads from `start` on: at least one message, then as many as the time allows. */
function readSome(pending: readonly Pending[], start: number, clock: Clock): readonly Message[] {
  const messages: Message[] = [];
  const untilMs = clock.monotonicMs() + maxReadingMs;
  for (const { arrival } of pending.slice(start)) {
    messages.push(readMessage(arrival));
    if (clock.monotonicMs() > untilMs) break;
  }
  return messages;
}

/** What listeners make of news is no matter of storing it: their failure is logged, not spread. */
function announce(deps: IngestDeps, counters: Record<IngestCounter, number>, draft: Draft): void {
  counters.commits += 1;
  counters.reportsStored += draft.stored.length + draft.foreignReports;
  counters.foreignReports += draft.foreignReports;
  counters.duplicates += draft.duplicates;
  counters.quarantined += draft.unread.length;
  try {
    for (const status of draft.statuses) {
      if ('birth' in status) deps.onBirth(status);
      else deps.onDeath(status);
    }
    if (draft.stored.length > 0) deps.onStored(draft.stored);
  } catch (cause) {
    deps.log.error({ err: cause }, 'a listener failed on what was stored');
  }
}

function alarm(
  log: Log,
  counters: Record<IngestCounter, number>,
  failure: StoreFailure,
  isFinal: boolean,
): void {
  counters.storeFailures += 1;
  const fields = { kind: failure.kind, reason: failure.reason };
  if (isFinal) log.error(fields, 'could not be stored: nothing of it is acknowledged');
  else log.warn(fields, 'the store failed; trying again');
}
