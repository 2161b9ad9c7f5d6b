import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runCli } from '../../broker/cli.ts';
import { openSqliteStore } from '../../broker/store/sqlite-store.ts';
import { createEmbeddedTransport } from '../../broker/transport/embedded-transport.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { createText } from '../../shared/text/create-text.ts';
import type { Resources } from './resources.ts';

const main = fileURLToPath(new URL('../../broker/main.ts', import.meta.url));

/** How a command of `schooldrum-broker` ended. */
export type CommandResult = { readonly status: number; readonly stdout: string; readonly stderr: string };

export type CommandOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

function start(args: readonly string[], { env = {}, cwd }: CommandOptions): ChildProcess {
  // Nothing of the tester's own settings or language reaches the program.
  const clean = { PATH: process.env.PATH ?? '', LANG: 'en_US.UTF-8', ...env };
  const options = { env: clean, ...(cwd === undefined ? {} : { cwd }) };
  const child = spawn(process.execPath, [main, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  // A test that ran out of time never reaches its end; its worker does.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/** Runs `schooldrum-broker` as a real process to its end. */
export async function runBroker(
  resources: Resources,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const child = resources.process(start(args, options));
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [status] = await once(child, 'close');
  return { status: Number(status ?? -1), stdout, stderr };
}

/** A broker that serves: its ports, everything it has written to stderr, and ways to end it. */
export type BrokerProcess = {
  readonly mqttPort: number;
  readonly httpsPort: number;
  readonly pid: number;
  readonly stderr: () => string;
  /** Sends the signal and waits for the end; gives the exit status, or the signal that ended it. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>;
};

/** Starts `serve` and waits until it says that it is ready; throws with its words when it ends before. */
export async function startBroker(
  resources: Resources,
  dataFolder: string,
  options: CommandOptions = {},
): Promise<BrokerProcess> {
  const child = resources.process(start(['serve', '--data', dataFolder], options));
  let words = '';
  const ports = await new Promise<{ mqttPort: number; httpsPort: number }>((resolve, reject) => {
    createInterface({ input: child.stderr ?? process.stdin }).on('line', (line) => {
      words += `${line}\n`;
      if (line.includes('"ready"')) resolve(JSON.parse(line));
    });
    child.once('exit', () => reject(new Error(`serve ended: ${words}`)));
  });
  return {
    mqttPort: ports.mqttPort,
    httpsPort: ports.httpsPort,
    pid: child.pid ?? 0,
    stderr: () => words,
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      const [status, by] = await exited;
      return status ?? by;
    },
  };
}

/** Runs the same command line inside the test, without the half second that a process takes to start. */
export async function runHere(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const words = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      words[name] += text;
    },
  });
  const status = await runCli(args, {
    text: createText('en'),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env,
    clock: createSystemClock(),
    openStore: openSqliteStore,
    openTransport: createEmbeddedTransport,
    untilSignal: () => Promise.reject(new Error('a test starts its own broker')),
  });
  return { status, ...words };
}

/** Runs a command on a data folder that must succeed; its stdout. */
export async function runDone(dataFolder: string, ...args: readonly string[]): Promise<string> {
  const run = await runHere([...args, '--data', dataFolder]);
  if (run.status !== 0) throw new Error(`${args.join(' ')}: ${run.stderr}`);
  return run.stdout;
}

/** A data folder that `init` has made, with ports of its own. */
export async function initBroker(
  resources: Resources,
  hosts: readonly string[] = ['localhost', '127.0.0.1'],
): Promise<string> {
  const data = `${await resources.folder()}/data`;
  const flags = hosts.flatMap((host) => ['--host', host]);
  const { status, stderr } = await runHere(['init', '--data', data, ...flags, '--free-ports']);
  if (status !== 0) throw new Error(stderr);
  return data;
}
