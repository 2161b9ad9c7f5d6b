import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { endChild } from './end-child.ts';
import type { Exit, RunFailure, RunOptions } from './host.ts';

/** Fixed on POSIX, so that no locale changes what a parser reads. */
const childEnv = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/** What children of this machine need besides. */
export type Surroundings = {
  readonly variables?: Readonly<Record<string, string>>;
  /** Full path of taskkill.exe, which ends a child of Windows together with its own children. */
  readonly taskkillPath?: string;
};

/** How long the pipe of a child that has ended may stay open: its own children may hold it. */
const lingerMs = 1_000;
/** How long a child that was killed is waited for. */
const killMs = 5_000;
const maxErrorBytes = 4_096;

/**
 * Runs one program to its end and gives its exit code and standard output (UTF-8 unless told).
 * A time-out, an output above the cap or an abort kills it and its children; the run is over when it has ended.
 */
export function runChild(
  program: string,
  args: readonly string[],
  options: RunOptions,
  surroundings: Surroundings = {},
): Promise<Result<Exit, RunFailure>> {
  if (options.signal?.aborted === true) return Promise.resolve(err('timed-out'));
  const ended = Promise.withResolvers<Result<Exit, RunFailure>>();
  const started = start(program, args, surroundings);
  if (!started.ok) return Promise.resolve(started);
  const child = started.value;
  lowerPriority(child);
  let failure: RunFailure | undefined;
  let linger: NodeJS.Timeout | undefined;
  let isOver = false;
  const finish = (result: Result<Exit, RunFailure>): void => {
    isOver = true;
    clearTimeout(timer);
    clearTimeout(linger);
    options.signal?.removeEventListener('abort', onTooLate);
    ended.resolve(result);
  };
  const stop = (why: RunFailure): void => {
    if (failure !== undefined) return;
    failure = why;
    endChild(child, surroundings.taskkillPath);
    linger = setTimeout(() => finish(err(why)), killMs);
  };
  const endRest = (): void => {
    if (!isOver) endChild(child, surroundings.taskkillPath);
  };
  const onTooLate = (): void => stop('timed-out');
  const timer = setTimeout(onTooLate, options.timeoutMs);
  options.signal?.addEventListener('abort', onTooLate);
  const stdout = gather(child.stdout, options.maxBytes, () => stop('failed'));
  const stderr = gather(child.stderr, maxErrorBytes, () => undefined);
  child.on('error', (cause) => finish(err(startFailure(cause))));
  child.on('exit', () => {
    if (failure !== undefined) finish(err(failure));
    // After the reads of a loop that stood still, so that nothing printed is lost.
    else linger = setTimeout(() => setImmediate(endRest), lingerMs);
  });
  child.on('close', (exitCode) => finish(exitCode === null ? err('failed') : ok(exitOf(exitCode))));
  const exitOf = (exitCode: number): Exit => {
    const printed = stdout().toString(options.encoding ?? 'utf8');
    return printed === '' && stderr().length > 0
      ? { exitCode, stdout: printed, stderr: stderr().toString('utf8') }
      : { exitCode, stdout: printed };
  };
  return ended.promise;
}

/** Of failures to start only a few come as an event (child_process: EACCES, EAGAIN, EMFILE, ENFILE, ENOENT); the others are thrown. */
function start(program: string, args: readonly string[], { variables }: Surroundings) {
  try {
    const child = spawn(program, args, {
      shell: false,
      windowsHide: true,
      detached: process.platform !== 'win32',
      env: { ...childEnv, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return ok(child);
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) return err(startFailure(cause));
    throw cause;
  }
}

/** Keeps the beginning of a stream, and tells when there is more. */
function gather(stream: NodeJS.ReadableStream, maxBytes: number, onMore: () => void): () => Buffer {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes < maxBytes) chunks.push(chunk.subarray(0, maxBytes - bytes));
    bytes += chunk.length;
    if (bytes > maxBytes) onMore();
  });
  return () => Buffer.concat(chunks);
}

function lowerPriority(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the platform forbids it: the run is the same, only less polite.
  }
}

function startFailure(cause: Error): RunFailure {
  const code = 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return 'not-found';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'failed';
}
