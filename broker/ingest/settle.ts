import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type Clock, delay } from '../../shared/runtime/clock.ts';
import type { ReportBatch, ReportStore, StoreFailure } from '../store/report-port.ts';
import { createDraft, type Draft } from './draft.ts';
import { createKnowledge, type Knowledge } from './knowledge.ts';
import type { LineClaims } from './line-claims.ts';
import { type Message, unreadMessage } from './message.ts';
import { isEmptyEvidence } from './place-evidence.ts';
import { placeReport } from './place-report.ts';
import { type Compare, placeBirth, placeDeath } from './place-status.ts';

/** How long a store may fail before the senders are sent away: below the agent's 30 s of waiting for an acknowledgement. */
const giveUpAfterMs = 20_000;
const firstPauseMs = 100;
const maxPauseMs = 2_000;

export type SettleDeps = {
  readonly store: ReportStore;
  readonly clock: Clock;
  readonly compare: Compare;
  readonly claims: LineClaims;
  readonly onStored: (draft: Draft) => void;
  readonly onFailure: (failure: StoreFailure, isFinal: boolean) => void;
};

export type Settle = {
  /** Makes messages durable; a failure means that they are not, after retries. */
  readonly settle: (messages: readonly Message[]) => Promise<Result<void, StoreFailure>>;
  readonly forget: Knowledge['forget'];
};

/**
 * Stores batches. A transient failure is retried in place, with pauses from 0.1 to 2 s, for 20 s. A batch that can never
 * be stored is taken apart and the message at fault quarantined: its sender would repeat it for ever otherwise.
 */
export function createSettle(deps: SettleDeps): Settle {
  const knowledge = createKnowledge(deps.store);

  const attempt = async (messages: readonly Message[]): Promise<Result<void, StoreFailure>> => {
    const known = await knowledge.prepare(messages);
    if (!known.ok) return known;
    const draft = createDraft(known.value);
    for (const message of messages) place(draft, message, deps);
    const saved = await deps.store.save(batchOf(draft));
    if (!saved.ok) return saved;
    knowledge.learn(draft, saved.value);
    deps.onStored(draft);
    return ok(undefined);
  };

  const persist = async (messages: readonly Message[]): Promise<Result<void, StoreFailure>> => {
    const startMs = deps.clock.monotonicMs();
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(maxPauseMs, pauseMs * 2)) {
      const result = await attempt(messages).catch(asPermanent);
      if (result.ok) return result;
      const isLate = deps.clock.monotonicMs() - startMs + pauseMs > giveUpAfterMs;
      const isFinal = isLate || result.error.kind === 'permanent';
      deps.onFailure(result.error, isFinal);
      if (isFinal) return result;
      await delay(deps.clock, pauseMs);
    }
  };

  const persistAlone = async (message: Message): Promise<Result<void, StoreFailure>> => {
    const result = await persist([message]);
    if (result.ok || result.error.kind === 'transient') return result;
    // What not even the quarantine takes is acknowledged and lost, with its failure in the log.
    if (message.kind === 'unread') return ok(undefined);
    return persistAlone(unreadMessage(message.arrival, 'unstorable', result.error.reason));
  };

  const settle: Settle['settle'] = async (messages) => {
    const together = await persist(messages);
    if (together.ok || together.error.kind === 'transient') return together;
    for (const message of messages) {
      const alone = await persistAlone(message);
      if (!alone.ok) return alone;
    }
    return ok(undefined);
  };
  return { settle, forget: knowledge.forget };
}

/** One message that trips a bug must not stop the broker, at each of its restarts again. */
function asPermanent(cause: unknown): Result<never, StoreFailure> {
  return err({ kind: 'permanent', reason: cause instanceof Error ? cause.message : String(cause) });
}

function place(
  draft: Draft,
  message: Message,
  { compare, claims }: Pick<SettleDeps, 'compare' | 'claims'>,
): void {
  if (message.kind === 'report') placeReport(draft, message, claims);
  else if (message.kind === 'birth') placeBirth(draft, message, compare);
  else if (message.kind === 'death') placeDeath(draft, message);
  else draft.unread.push(message.unread);
}

function batchOf(draft: Draft): ReportBatch {
  return {
    boots: [...draft.boots.values()],
    sections: draft.sections,
    outcomes: draft.outcomes,
    events: draft.events,
    unread: draft.unread,
    ...(isEmptyEvidence(draft.evidence) ? {} : { evidence: draft.evidence }),
  };
}
