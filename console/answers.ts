import { decode } from '../shared/contract/codec.ts';
import { type QueryBody, type QueryKind, tell } from '../shared/contract/query.ts';
import { queryKinds } from '../shared/contract/query-kinds.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError, isErrorCode } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';

/** An answer may be this many messages of 48 KiB: a province of 100,000 machines fits. */
const maxPages = 4_000;
const maxPending = 32;
const stallMs = 15_000;
const patienceMs: Readonly<Partial<Record<QueryKind, number>>> = {
  // A frozen fleet: 5,000 machines take up to 2 s (measured), a province twenty times as long.
  planning: 300_000,
  snapshotCreate: 300_000,
  // The broker gives a mail server 45 s, and tells why it gave up.
  digestSend: 60_000,
};

type Body = Readonly<Record<string, unknown>>;
type Pending = {
  readonly kind: QueryKind;
  readonly pages: Map<number, Body>;
  lastPage: number | null;
  readonly settle: (result: Result<Body, AppError>) => void;
  cancelTimer: () => void;
};

/** Questions on their way, by id. */
export type Answers = {
  /** Registers a question; resolves with its whole answer, or fails when no page comes for 15 s (of what takes longer: its patience). */
  readonly expect: <K extends QueryKind>(id: string, kind: K) => Promise<Result<QueryBody<K>, AppError>>;
  /** Takes one `tell` payload; anything undecodable or unasked is dropped, and its question times out. */
  readonly receive: (payload: Buffer) => void;
  readonly fail: (id: string, error: AppError) => void;
  readonly failAll: (error: AppError) => void;
};

export function createAnswers(clock: Clock): Answers {
  const pending = new Map<string, Pending>();
  const settle = (id: string, result: Result<Body, AppError>): void => {
    const question = pending.get(id);
    pending.delete(id);
    question?.cancelTimer();
    question?.settle(result);
  };
  const armTimer = (id: string, question: Pending): void => {
    question.cancelTimer();
    question.cancelTimer = clock.after(patienceMs[question.kind] ?? stallMs, () =>
      settle(id, err(appError('SD-ANSWER-TIMEOUT', { what: question.kind }))),
    );
  };
  const receive = (payload: Buffer): void => {
    const message = decode(payload, tell);
    const question = message.ok ? pending.get(message.value.id) : undefined;
    if (!message.ok || question === undefined) return;
    armTimer(message.value.id, question);
    const result = takePage(question, message.value);
    if (result !== null) settle(message.value.id, result);
  };
  return {
    expect: <K extends QueryKind>(id: string, kind: K) =>
      new Promise<Result<QueryBody<K>, AppError>>((resolve) => {
        if (pending.size >= maxPending) {
          resolve(err(appError('SD-ANSWER-TIMEOUT', { what: kind })));
          return;
        }
        const question: Pending = {
          kind,
          pages: new Map(),
          lastPage: null,
          // Every page was checked against the schema of `kind`, and merging keeps its shape.
          settle: (result) => resolve(result as Result<QueryBody<K>, AppError>),
          cancelTimer: () => {},
        };
        pending.set(id, question);
        armTimer(id, question);
      }),
    receive,
    fail: (id, error) => settle(id, err(error)),
    failAll: (error) => {
      for (const id of [...pending.keys()]) settle(id, err(error));
    },
  };
}

/** Null while pages are missing. */
function takePage(question: Pending, message: ReturnType<typeof tell.parse>): Result<Body, AppError> | null {
  const { kind } = question;
  if (message.error !== undefined) return err(refusal(kind, message.error));
  if (message.page >= maxPages) return err(invalid(kind, `page ${message.page}`));
  const body = queryKinds[kind].body.safeParse(message.body);
  if (!body.success) return err(invalid(kind, body.error.issues[0]?.path.map(String).join('.') ?? 'body'));
  question.pages.set(message.page, body.data);
  if (message.last) question.lastPage = message.page;
  if (question.lastPage === null || question.pages.size <= question.lastPage) return null;
  return ok(mergePages([...question.pages].sort(([a], [b]) => a - b).map(([, page]) => page)));
}

/** Lists of the pages one after the other; of anything else the first that is given. */
export function mergePages(pages: readonly Body[]): Body {
  const lists = new Map<string, unknown[]>();
  const merged: Record<string, unknown> = {};
  for (const page of pages) {
    for (const [name, value] of Object.entries(page)) {
      if (!Array.isArray(value)) merged[name] ??= value;
      else if (lists.get(name)?.push(...value) === undefined) lists.set(name, [...value]);
    }
  }
  return { ...merged, ...Object.fromEntries(lists) };
}

function refusal(kind: QueryKind, error: { code: string; values: Record<string, string> }): AppError {
  return isErrorCode(error.code) ? appError(error.code, error.values) : invalid(kind, error.code);
}

function invalid(kind: QueryKind, field: string): AppError {
  return appError('SD-ANSWER-INVALID', { what: kind, field });
}
