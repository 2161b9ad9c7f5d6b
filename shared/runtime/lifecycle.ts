import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

type Part = { readonly name: string; readonly stop: () => void | Promise<void> };

/** Parts of a running program, stopped in reverse order of their start, each with a deadline. */
export type Lifecycle = {
  /** Registers a started part. */
  readonly add: (name: string, stop: Part['stop']) => void;
  /** Stops everything once; later calls wait for the same stop. */
  readonly stop: () => Promise<void>;
};

const stopDeadlineMs = 5_000;

export function createLifecycle(deps: { readonly log: Log; readonly clock: Clock }): Lifecycle {
  const parts: Part[] = [];
  let stopping: Promise<void> | undefined;
  const stopPart = async (part: Part): Promise<void> => {
    let cancel = (): void => {};
    const deadline = new Promise<'late'>((resolve) => {
      cancel = deps.clock.after(stopDeadlineMs, () => resolve('late'));
    });
    try {
      const ended = await Promise.race([Promise.resolve(part.stop()), deadline]);
      if (ended === 'late') deps.log.warn({ part: part.name }, 'did not stop in time');
    } catch (cause) {
      deps.log.error({ part: part.name, err: cause }, 'failed while stopping');
    } finally {
      cancel();
    }
  };
  const stopAll = async (): Promise<void> => {
    for (const part of parts.reverse()) await stopPart(part);
  };
  return {
    add: (name, stop) => void parts.push({ name, stop }),
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP; the caller then stops its lifecycle. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve(signal));
  });
}
