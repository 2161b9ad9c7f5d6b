import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What a test opens and must close, closed in reverse order when the test's scope ends:
 * `await using resources = openResources();`
 */
export interface Resources extends AsyncDisposable {
  /** An empty temporary folder, removed afterwards. */
  folder(): Promise<string>;
  /** A process, killed afterwards unless it has ended; returns it. */
  process<P extends ChildProcess>(child: P): P;
  /** Anything that has a `close`, closed afterwards; returns it. */
  closing<T extends { close(): unknown }>(resource: T): T;
  /** Anything else: runs afterwards. */
  defer(close: () => unknown): void;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Opens an empty set of resources. A close that fails fails the test, after the others were closed. */
export function openResources(): Resources {
  const stack = new AsyncDisposableStack();
  const defer = (close: () => unknown): void =>
    stack.defer(async () => {
      await close();
    });
  return {
    async folder() {
      const path = await mkdtemp(join(tmpdir(), 'schooldrum-'));
      defer(() => rm(path, { recursive: true, force: true }));
      return path;
    },
    process(child) {
      defer(() => end(child));
      return child;
    },
    closing(resource) {
      defer(() => resource.close());
      return resource;
    },
    defer,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
