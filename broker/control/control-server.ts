import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { contractVersion } from '../../shared/contract/limits.ts';
import type { QueryKind, Tell } from '../../shared/contract/query.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { onLines } from './json-lines.ts';
import { type ControlRequest, controlRequest, maxLineBytes } from './message.ts';

/** Answers one command of the local administrator: the pages of the answer. */
export type ControlDispatch = (
  kind: QueryKind,
  params: unknown,
) => Promise<Result<readonly unknown[], AppError>>;

export type ControlServer = { readonly close: () => Promise<void> };

const maxConnections = 16;
const idleMs = 120_000;

/**
 * Listens on the control socket (0600): JSON lines `{v, id, kind, params}` in, `tell` lines out. The caller holds the data
 * lock, so a socket file that is there belongs to a broker that was killed, and is replaced.
 */
export async function openControlServer(
  deps: { readonly dispatch: ControlDispatch; readonly log: Log },
  path: string,
): Promise<Result<ControlServer, AppError>> {
  const isPipe = process.platform === 'win32';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveSocket(deps, socket);
  });
  server.maxConnections = maxConnections;
  try {
    if (!isPipe) rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    if (!isPipe) chmodSync(path, 0o600);
  } catch (cause) {
    server.close();
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'listen';
    return err(appError('SD-CONTROL-UNUSABLE', { path, reason }));
  }
  return ok({
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  });
}

function serveSocket(deps: { readonly dispatch: ControlDispatch; readonly log: Log }, socket: Socket): void {
  socket.setTimeout(idleMs, () => socket.destroy());
  socket.on('error', (cause) => deps.log.debug({ err: cause }, 'control connection lost'));
  let last: Promise<void> = Promise.resolve();
  onLines(socket, maxLineBytes, {
    line: (line) => {
      last = last.then(() => answerLine(deps, socket, line));
    },
    tooLong: () => socket.destroy(),
  });
}

async function answerLine(
  deps: { readonly dispatch: ControlDispatch; readonly log: Log },
  socket: Socket,
  line: string,
): Promise<void> {
  const request = readRequest(line);
  if (request === null) {
    socket.destroy();
    return;
  }
  const tell = (message: Omit<Tell, 'v' | 'id'>): void =>
    void socket.write(`${JSON.stringify({ v: contractVersion, id: request.id, ...message })}\n`);
  // Whoever waits for an answer is not idle.
  socket.setTimeout(0);
  try {
    const result = await deps.dispatch(request.kind, request.params);
    if (!result.ok) return tell({ page: 0, last: true, error: { ...result.error } });
    const { length } = result.value;
    for (const [page, body] of result.value.entries()) tell({ page, last: page === length - 1, body });
  } catch (cause) {
    deps.log.error({ err: cause, kind: request.kind }, 'command failed');
    const reason = cause instanceof Error ? cause.message : String(cause);
    tell({ page: 0, last: true, error: { code: 'SD-INTERNAL', values: { reason } } });
  } finally {
    socket.setTimeout(idleMs);
  }
}

function readRequest(line: string): ControlRequest | null {
  try {
    const checked = controlRequest.safeParse(JSON.parse(line));
    return checked.success ? checked.data : null;
  } catch {
    return null;
  }
}
