import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Profile, readProfile } from '../../shared/runtime/profile.ts';

const root = join(import.meta.dirname, '../..');
const readyDeadlineMs = 30_000;

/** A real broker process with an authority, a database and ports of its own, and one school (code `S1`). */
export type Installation = {
  readonly data: string;
  readonly profile: Profile;
  readonly profileFile: string;
  readonly mqttPort: number;
  readonly httpsPort: number;
  /** Runs a broker command to its end. */
  readonly broker: (...parameters: readonly string[]) => {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  };
  readonly token: () => string;
  readonly serve: () => Promise<number>;
  /** SIGKILL: no goodbye, no flush. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/** @param program `source` runs the TypeScript itself, `dist` the bundle that users run (benches). */
export function createInstallation(program: 'source' | 'dist' = 'source'): Installation {
  const folder = mkdtempSync(join(tmpdir(), 'schooldrum-'));
  const data = join(folder, 'broker');
  const main = join(root, program === 'source' ? 'broker/main.ts' : 'dist/broker.mjs');
  const broker: Installation['broker'] = (...parameters) =>
    spawnSync(process.execPath, [main, ...parameters, '--data', data], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
  const must = (...parameters: readonly string[]): string => {
    const run = broker(...parameters);
    if (run.status !== 0) throw new Error(`schooldrum-broker ${parameters.join(' ')}: ${run.stderr}`);
    return run.stdout;
  };
  must('init', '--host', '127.0.0.1', '--free-ports');
  const roster = join(folder, 'roster.csv');
  writeFileSync(
    roster,
    'school_code,school_name,level,students,informatics_students\nS1,TH Kim Đồng,TH,500,300\n',
  );
  must('roster', 'import', roster);
  const profileFile = join(data, 'admin.profile.json');
  const profile = readProfile(profileFile);
  if (!profile.ok) throw new Error(profile.error.code);
  const address = profile.value.addresses[0];
  if (address === undefined) throw new Error('profile without address');
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const stop = (): Promise<void> => end('SIGTERM');
  return {
    ...{ data, profile: profile.value, profileFile, broker, stop },
    ...{ mqttPort: address.mqttPort, httpsPort: address.httpsPort },
    token: () => must('token', '--school', 'S1', '--uses', '10000').trim(),
    serve: async () => {
      child = spawn(process.execPath, [main, 'serve', '--data', data], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      await untilListening(address.mqttPort, child);
      return child.pid ?? 0;
    },
    kill: () => end('SIGKILL'),
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  const errors: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => void (errors.length < 200 && errors.push(chunk)));
  const deadline = Date.now() + readyDeadlineMs;
  while (Date.now() < deadline && child.exitCode === null) {
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the broker does not listen on ${port}: ${Buffer.concat(errors).toString()}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
