import { Writable } from 'node:stream';
import { runCli } from '../../agent/cli.ts';
import { collectors } from '../../agent/registry.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { openRecordedHost, type RecordedMachine } from './recorded-host.ts';

export type AgentCall = { readonly status: number; readonly stdout: string; readonly stderr: string };

/** One call of `schooldrum-agent`, in this process, on a recorded machine. */
export async function callAgent(
  args: readonly string[],
  world: {
    readonly stdin?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly machine?: RecordedMachine;
    /** What a person at the terminal answers, question by question; without it, nobody sits there. */
    readonly answers?: readonly string[];
  } = {},
): Promise<AgentCall> {
  const host = await openRecordedHost(world.machine ?? { files: {} });
  const stdout = new Sink();
  const stderr = new Sink();
  const answers = [...(world.answers ?? [])];
  const ask = (question: string): Promise<string | null> => {
    stderr.write(`${question}\n`);
    return Promise.resolve(answers.shift() ?? null);
  };
  try {
    const status = await runCli(args, {
      env: world.env ?? {},
      stdin: pieces(world.stdin ?? ''),
      ask: world.answers === undefined ? undefined : ask,
      stdout,
      stderr,
      clock: createSystemClock(),
      host,
      collectors,
      upSeconds: () => 1,
      untilSignal: () => Promise.resolve(),
    });
    return { status, stdout: stdout.text, stderr: stderr.text };
  } finally {
    await host.close();
  }
}

class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function* pieces(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 7) yield await Promise.resolve(text.slice(at, at + 7));
}
