import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { bootId } from '../shared/contract/scalars.ts';
import type { Birth } from '../shared/contract/status.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Host } from './host/host.ts';
import { readWindowsShutdown } from './host/shutdown.ts';

export type Ending = 'shutdown' | 'stopped';

/** Word that a process leaves on the disk for the next one. */
export type AliveMark = {
  /** What a birth tells of this machine's past; nothing of one that belongs to a person. */
  readonly past: () => Pick<Birth, 'osUp' | 'previous'>;
  readonly stop: (why: Ending) => void;
};

const mark = z.object({
  boot: bootId,
  up: z.number().min(0).max(1e10),
  /** By the machine's own clock: compared with nothing but what the same clock said. */
  at: z.number(),
  end: z.enum(['shutdown', 'stopped']).optional(),
});
type Mark = z.infer<typeof mark>;

const everyMs = 60_000;
/** Always as long, so that it is written over in place: no metadata to lose, no folder to sync. */
const length = 128;
/** A shutdown comes after the last mark, and takes its time. */
const shutdownWindowMs = { before: 5_000, after: 15 * 60_000 };

/**
 * Marks each minute how old this process is. It goes through the system's cache, which writes it within half a minute: what a power
 * cut takes is known a minute less exactly. A disk that forgets, or takes no writes, only loses it.
 */
export async function openAliveMark(
  deps: { readonly clock: Clock; readonly host: Host; readonly upSeconds: () => number },
  config: { readonly path: string; readonly boot: string },
  isPersonal: () => boolean,
): Promise<AliveMark> {
  const { clock, host, upSeconds } = deps;
  const previous = await readPrevious(host, config.path);
  let cancelTimer = (): void => {};
  const touch = (end?: Ending): void => {
    if (isPersonal()) remove(config.path);
    else
      write(config.path, {
        boot: config.boot,
        up: rounded(upSeconds()),
        at: clock.now(),
        ...(end && { end }),
      });
  };
  const go = (): void => {
    touch();
    cancelTimer = clock.after(everyMs, go, { isBackground: true });
  };
  go();
  return {
    past: () => {
      if (isPersonal()) return {};
      const osUp = rounded(host.facts().uptimeSeconds);
      return { osUp, ...(previous === undefined ? {} : { previous }) };
    },
    stop: (why) => {
      cancelTimer();
      touch(why);
    },
  };
}

async function readPrevious(host: Host, path: string): Promise<Birth['previous']> {
  const found = read(path);
  if (found === undefined) return undefined;
  const { boot, up, at, end } = found;
  if (end !== undefined) return { boot, up, end };
  const shutdownAt = host.platform === 'windows' ? await readWindowsShutdown(host) : undefined;
  const isShutdown =
    shutdownAt !== undefined &&
    shutdownAt >= at - shutdownWindowMs.before &&
    shutdownAt <= at + shutdownWindowMs.after;
  return { boot, up, end: isShutdown ? 'shutdown' : 'unknown' };
}

function read(path: string): Mark | undefined {
  try {
    const checked = mark.safeParse(JSON.parse(readFileSync(path, 'utf8').slice(0, length)));
    return checked.success ? checked.data : undefined;
  } catch {
    return undefined;
  }
}

function write(path: string, value: Mark): void {
  try {
    const file = openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o600);
    try {
      writeSync(file, JSON.stringify(value).padEnd(length), 0);
    } finally {
      closeSync(file);
    }
  } catch {
    // Without it the next birth says nothing of this process.
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
