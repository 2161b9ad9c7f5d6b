import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { JoinedMachine } from './join-machines.ts';

/** What the process of steady drummers reads first. */
export type SteadyJob = {
  readonly port: number;
  readonly ca: string;
  readonly machines: readonly JoinedMachine[];
  /** Of each machine. */
  readonly perSecond: number;
  readonly firstSeq: number;
};

/** One window of time: what should have been sent, what was acknowledged, and after how long. */
export type SteadyFigures = {
  readonly due: number;
  readonly acknowledged: number;
  readonly reconnects: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

export type SteadyLoad = {
  /** Ends the window and gives its figures; the next one begins. */
  readonly figures: () => Promise<SteadyFigures>;
  readonly stop: () => Promise<void>;
};

/** Honest machines that publish at a steady rate from a process of their own, so that nobody else's work delays their clock. */
export async function startSteadyLoad(job: SteadyJob): Promise<SteadyLoad> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'steady-load.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done === true) throw new Error('the steady load ended');
    return line.value;
  };
  child.stdin.write(`${JSON.stringify(job)}\n`);
  await nextLine();
  return {
    figures: async () => {
      child.stdin.write('window\n');
      return JSON.parse(await nextLine()) as SteadyFigures;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
