import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { decode, encode } from '../../shared/contract/codec.ts';
import { contractVersion, maxWireBytes } from '../../shared/contract/limits.ts';
import { ask, type QueryKind, type Tell } from '../../shared/contract/query.ts';
import { queryKinds } from '../../shared/contract/query-kinds.ts';
import { buildTopic } from '../../shared/contract/topics.ts';
import { err, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Publish } from '../fleet/publish-queue.ts';
import type { Dispatch } from './dispatch.ts';
import type { Actor } from './handler.ts';

export type AskDeps = {
  readonly dispatch: Dispatch;
  readonly publish: Publish;
  /** Null for a common name that is no user (any more): its question is dropped. */
  readonly actorOf: (cn: string) => Actor | null;
  readonly log: Log;
};

export type AskConfig = {
  readonly maxRunning: number;
  readonly maxRunningPerUser: number;
  /** Beyond this a user is told that the broker is busy. */
  readonly maxWaitingPerUser: number;
};

const defaultAskConfig: AskConfig = { maxRunning: 16, maxRunningPerUser: 4, maxWaitingPerUser: 16 };

export type AskDesk = {
  /** Takes one `ask` payload; resolves when it was taken, not when it is answered. */
  readonly receive: (cn: string, payload: Buffer) => Promise<void>;
  /** Resolves when nothing is being answered. */
  readonly idle: () => Promise<void>;
  readonly counters: () => Readonly<Record<AskCounter, number>>;
};

export type AskCounter = 'asksAnswered' | 'asksRefused' | 'asksDropped';

/** The kind is checked later, so that even a wrong one is answered. */
const envelope = ask.extend({ kind: z.unknown() });
type Envelope = z.infer<typeof envelope>;
type Question = { readonly cn: string; readonly actor: Actor; readonly envelope: Envelope };
type Desk = { running: number; readonly waiting: Question[] };

type AskState = AskDeps & {
  readonly config: AskConfig;
  readonly counters: Record<AskCounter, number>;
  /** Users with questions; who was served goes to the end. */
  readonly desks: Map<string, Desk>;
  readonly running: Set<Promise<void>>;
};

/** Questions of users over MQTT: bounded per user and in all, so that no user and no flood holds up the broker. */
export function createAskDesk(deps: AskDeps, config: AskConfig = defaultAskConfig): AskDesk {
  const state: AskState = {
    ...deps,
    config,
    counters: { asksAnswered: 0, asksRefused: 0, asksDropped: 0 },
    desks: new Map(),
    running: new Set(),
  };
  return {
    receive: (cn, payload) => receive(state, cn, payload),
    idle: async () => {
      while (state.running.size > 0) await Promise.all(state.running);
    },
    counters: () => ({ ...state.counters }),
  };
}

async function receive(state: AskState, cn: string, payload: Buffer): Promise<void> {
  const decoded = decode(payload, envelope);
  const actor = state.actorOf(cn);
  if (!decoded.ok || actor === null) {
    state.counters.asksDropped += 1;
    state.log.debug({ cn, reason: decoded.ok ? 'no such user' : decoded.error.detail }, 'question dropped');
    return;
  }
  const question = { cn, actor, envelope: decoded.value };
  const desk = state.desks.get(cn) ?? { running: 0, waiting: [] };
  if (desk.waiting.length >= state.config.maxWaitingPerUser) {
    await refuse(state, question, appError('SD-BUSY', { limit: String(state.config.maxWaitingPerUser) }));
    return;
  }
  desk.waiting.push(question);
  state.desks.set(cn, desk);
  startNext(state);
}

function startNext(state: AskState): void {
  while (state.running.size < state.config.maxRunning && startOne(state));
}

/** Starts a question of the user who has waited longest for a turn; false when nobody may start one. */
function startOne(state: AskState): boolean {
  for (const [cn, desk] of state.desks) {
    const question = desk.running < state.config.maxRunningPerUser ? desk.waiting.shift() : undefined;
    if (question === undefined) continue;
    state.desks.delete(cn);
    state.desks.set(cn, desk);
    run(state, desk, question);
    return true;
  }
  return false;
}

function run(state: AskState, desk: Desk, question: Question): void {
  desk.running += 1;
  const work = answer(state, question)
    .catch((cause: unknown) =>
      state.log.warn({ cn: question.cn, reason: String(cause) }, 'an answer was not sent'),
    )
    .then(() => {
      state.running.delete(work);
      desk.running -= 1;
      if (desk.running === 0 && desk.waiting.length === 0) state.desks.delete(question.cn);
      startNext(state);
    });
  state.running.add(work);
}

async function answer(state: AskState, question: Question): Promise<void> {
  const { kind, params } = question.envelope;
  const result: Result<readonly unknown[], AppError> = isKind(kind)
    ? await state.dispatch(question.actor, kind, params)
    : err(appError('SD-KIND-UNKNOWN', { kind: typeof kind === 'string' ? kind.slice(0, 64) : '' }));
  if (!result.ok) return refuse(state, question, result.error);
  const last = result.value.length - 1;
  for (const [page, body] of result.value.entries()) {
    const payload = encode(tellOf(question, { page, last: page === last, body }));
    if (payload.length > maxWireBytes) {
      state.log.error({ kind, page, bytes: payload.length }, 'a page of an answer does not fit one message');
      return refuse(state, question, appError('SD-INTERNAL', { reason: `${kind}: page ${page}` }));
    }
    await publishTell(state, question, payload);
    // Whoever waits for an acknowledgement goes first.
    await setImmediate();
  }
  state.counters.asksAnswered += 1;
}

function isKind(kind: unknown): kind is QueryKind {
  return typeof kind === 'string' && Object.hasOwn(queryKinds, kind);
}

function refuse(state: AskState, question: Question, { code, values }: AppError): Promise<void> {
  state.counters.asksRefused += 1;
  const clipped = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.slice(0, 500)]),
  );
  const message = tellOf(question, { page: 0, last: true, error: { code, values: clipped } });
  return publishTell(state, question, encode(message));
}

function tellOf({ envelope: { id } }: Question, content: Omit<Tell, 'v' | 'id'>): Tell {
  return { v: contractVersion, id, ...content };
}

function publishTell(
  state: AskState,
  { cn, envelope: { window } }: Question,
  payload: Buffer,
): Promise<void> {
  return state.publish(buildTopic({ kind: 'tell', cn, window }), payload, { qos: 1 });
}
