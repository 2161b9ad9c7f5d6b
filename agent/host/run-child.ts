import { type ChildProcess, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Exit, RunFailure, RunOptions } from './host.ts';

const isPosix = process.platform !== 'win32';

/** Fixed on POSIX, so that no locale changes what a parser reads; Windows adds the variables that it needs itself. */
const childEnv = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/**
 * Runs one program to its end and gives its exit code and standard output (UTF-8).
 * A time-out, an output above the cap or an abort kills the whole process group at once.
 */
export function runChild(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Result<Exit, RunFailure>> {
  return new Promise((resolve) => {
    if (options.signal?.aborted === true) return resolve(err('timed-out'));
    const child = spawn(program, args, {
      shell: false,
      windowsHide: true,
      detached: isPosix,
      env: childEnv,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    lowerPriority(child);
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = (result: Result<Exit, RunFailure>): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onTooLate);
      resolve(result);
    };
    const stop = (failure: RunFailure): void => {
      kill(child);
      finish(err(failure));
    };
    const onTooLate = (): void => stop('timed-out');
    const timer = setTimeout(onTooLate, options.timeoutMs);
    options.signal?.addEventListener('abort', onTooLate);
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > options.maxBytes) stop('failed');
      else chunks.push(chunk);
    });
    child.on('error', (cause) => finish(err(startFailure(cause))));
    child.on('close', (exitCode) => {
      const stdout = Buffer.concat(chunks).toString('utf8');
      finish(exitCode === null ? err('failed') : ok({ exitCode, stdout }));
    });
  });
}

function lowerPriority(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the platform forbids it: the run is the same, only less polite.
  }
}

/** Kills the group too: a grandchild that holds the pipe must not outlive its reader. */
function kill(child: ChildProcess): void {
  child.stdout?.destroy();
  if (child.pid === undefined) return;
  try {
    if (isPosix) process.kill(-child.pid, 'SIGKILL');
    else if (child.exitCode === null) child.kill('SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

function startFailure(cause: Error): RunFailure {
  const code = 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return 'not-found';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'failed';
}
