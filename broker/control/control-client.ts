import { connect } from 'node:net';
import { z } from 'zod';
import { contractVersion } from '../../shared/contract/limits.ts';
import { type QueryBody, type QueryKind, type QueryParams, tell } from '../../shared/contract/query.ts';
import { queryKinds } from '../../shared/contract/query-kinds.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, isErrorCode } from '../../shared/runtime/app-error.ts';
import { onLines } from './json-lines.ts';
import { type ControlRequest, maxLineBytes } from './message.ts';

/** Nobody listens: no broker runs on this data folder. */
export type NotRunning = 'not-running';

const silentMs = 60_000;
/** Copying gigabytes to a slow disk takes its time, and so does freezing the past of a province. */
const patienceMs: Readonly<Partial<Record<QueryKind, number>>> = {
  backupCreate: 6 * 3_600_000,
  snapshotCreate: 600_000,
};
const noBrokerCodes: readonly string[] = ['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'];

type Answer = Result<readonly unknown[], AppError | NotRunning>;

/** Asks the broker that runs on this control path; all pages of its answer. */
export async function askRunningBroker<K extends QueryKind>(
  path: string,
  kind: K,
  params: QueryParams<K>,
): Promise<Result<readonly QueryBody<K>[], AppError | NotRunning>> {
  const answer = await exchange(path, { v: contractVersion, id: 'command', kind, params });
  if (!answer.ok) return answer;
  const pages = z.array(queryKinds[kind].body).safeParse(answer.value);
  // The generic lookup loses the tie between a kind and its body, which the schema just checked.
  return pages.success ? ok(pages.data as unknown as readonly QueryBody<K>[]) : err(notUnderstood(kind));
}

function exchange(path: string, request: ControlRequest): Promise<Answer> {
  return new Promise((resolve) => {
    const pages: unknown[] = [];
    const socket = connect(path);
    const finish = (answer: Answer): void => {
      resolve(answer);
      socket.destroy();
    };
    socket.setTimeout(patienceMs[request.kind] ?? silentMs, () =>
      finish(err(appError('SD-ANSWER-TIMEOUT', { what: request.kind }))),
    );
    socket.on('error', (cause: NodeJS.ErrnoException) =>
      finish(err(connectError(cause.code ?? cause.message, path))),
    );
    socket.on('close', () => finish(err(notUnderstood(request.kind))));
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    onLines(socket, maxLineBytes, {
      line: (line) => {
        const answer = readTell(line, pages);
        if (answer !== null) finish(answer);
      },
      tooLong: () => finish(err(notUnderstood(request.kind))),
    });
  });
}

/** Adds a page; gives the whole answer when this line was its last. */
function readTell(line: string, pages: unknown[]): Answer | null {
  const message = parseTell(line);
  if (message === null) return err(notUnderstood('tell'));
  if (message.error !== undefined) {
    const { code, values } = message.error;
    return err(isErrorCode(code) ? appError(code, values) : appError('SD-INTERNAL', { reason: code }));
  }
  pages.push(message.body);
  return message.last ? ok(pages) : null;
}

function parseTell(line: string): z.output<typeof tell> | null {
  try {
    const checked = tell.safeParse(JSON.parse(line));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}

function connectError(code: string, path: string): AppError | NotRunning {
  return noBrokerCodes.includes(code)
    ? 'not-running'
    : appError('SD-CONTROL-UNUSABLE', { path, reason: code });
}

function notUnderstood(what: string): AppError {
  return appError('SD-ANSWER-TIMEOUT', { what });
}
