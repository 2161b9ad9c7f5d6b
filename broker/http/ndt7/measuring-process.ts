import { spawn } from 'node:child_process';
import { onLines } from '../../control/json-lines.ts';
import { type FromChild, fromChild, maxLineBytes, type ToChild } from './child-message.ts';

/** A measuring process that runs. */
export type MeasuringProcess = {
  readonly say: (message: ToChild) => void;
  /** Resolves when it is gone. */
  readonly stop: () => Promise<void>;
};

/** Starts one; `ended` is called once, also where it could not be started. */
export type StartMeasuringProcess = (on: {
  readonly message: (message: FromChild) => void;
  readonly ended: (why: string) => void;
}) => MeasuringProcess;

/** Tests are buffers, which do not count here; what does is small. */
const heapMb = 48;
const stopMs = 2_000;

/**
 * @param entry the program, as source or as bundle
 * @param env all that it inherits: it talks to strangers, and the broker's own environment may hold a password
 */
export function createMeasuringProcess(
  entry: string,
  env: Readonly<Record<string, string>> = {},
): StartMeasuringProcess {
  return (on) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${heapMb}`, entry], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env,
    });
    let gone = (): void => {};
    const isGone = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const ended = (why: string): void => {
      gone();
      on.ended(why);
    };
    child.once('error', ({ message }) => ended(message));
    child.once('exit', (status, signal) => ended(String(signal ?? status)));
    // It may be gone before it has read; `exit` tells.
    child.stdin.on('error', () => {});
    onLines(child.stdout, maxLineBytes, {
      line: (line) => {
        const message = fromChild.safeParse(readJson(line));
        if (message.success) on.message(message.data);
      },
      tooLong: () => child.kill(),
    });
    return {
      say: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
      stop: async () => {
        child.stdin.end();
        const late = setTimeout(() => child.kill('SIGKILL'), stopMs);
        await isGone;
        clearTimeout(late);
      },
    };
  };
}

/** What strangers made it say must not end the broker. */
function readJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
