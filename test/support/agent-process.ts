import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { readIdentity, stateFiles } from '../../agent/identity.ts';
import { decode } from '../../shared/contract/codec.ts';
import { type Report, report } from '../../shared/contract/report.ts';
import type { Resources } from './resources.ts';

const root = join(import.meta.dirname, '../..');

/** The machine that an offline agent finds, and when its time begins (ms UTC). */
export type OfflineMachine = {
  readonly startedAt: number;
  readonly hostname: string;
  readonly memoryBytes: number;
};

/** Joins with the token on standard input, in a real process; gives the device's id. */
export function joinAgent(state: string, token: string): string {
  const joining = spawnSync(process.execPath, [join(root, 'agent/main.ts'), 'join', '-', '--state', state], {
    input: token,
    encoding: 'utf8',
  });
  if (joining.status !== 0) throw new Error(joining.stderr);
  const identity = readIdentity(state);
  if (!identity.ok || identity.value === null) throw new Error('joined without an identity');
  return identity.value.deviceId;
}

/** `schooldrum-agent run`, a real process. */
export function runAgent(resources: Resources, state: string): ChildProcess {
  const args = [join(root, 'agent/main.ts'), 'run', '--at-once', '--state', state, '--log-level', 'error'];
  return resources.process(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }));
}

/** Sends the signal and waits for the end; gives the exit status, null after SIGKILL. */
export async function endAgent(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
  return child.exitCode;
}

/** Runs the agent in a time of its own until so many reports wait in its outbox, and kills it while it adds more. */
export async function workOffline(
  resources: Resources,
  at: { readonly state: string; readonly machine: OfflineMachine; readonly untilRows: number },
): Promise<void> {
  const { startedAt, hostname, memoryBytes } = at.machine;
  const args = [
    join(import.meta.dirname, 'offline-agent.ts'),
    at.state,
    ...[startedAt, hostname, memoryBytes].map(String),
  ];
  const child = resources.process(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
  for await (const line of createInterface({ input: child.stdout })) {
    if (Number(line) >= at.untilRows) break;
  }
  if (child.exitCode !== null) throw new Error(`the agent ended by itself: ${child.exitCode}`);
  await endAgent(child, 'SIGKILL');
}

/** What waits in the outbox of an agent that does not run, oldest first. */
export function readOutbox(state: string): readonly Report[] {
  return readCopy(stateFiles(state).outbox, (database) =>
    database
      .prepare('SELECT payload FROM report ORDER BY id')
      .all()
      .map(({ payload }) => {
        const decoded = decode(Buffer.from(payload as Uint8Array), report);
        if (!decoded.ok) throw new Error(decoded.error.detail);
        return decoded.value;
      }),
  );
}

/** Reads a database as its killed owner left it, in a copy: its successor finds it untouched. */
export function readCopy<T>(path: string, read: (database: DatabaseSync) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'schooldrum-copy-'));
  try {
    for (const file of [path, `${path}-wal`]) {
      if (existsSync(file)) cpSync(file, join(folder, basename(file)));
    }
    const database = new DatabaseSync(join(folder, basename(path)));
    try {
      return read(database);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
