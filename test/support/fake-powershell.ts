import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Host } from '../../agent/host/host.ts';
import { createRealHost } from '../../agent/host/real-host.ts';
import type { Resources } from './resources.ts';

/** JavaScript that the stand-in runs, with `print(text)`, `answer` (the recorded line), `hang()` and `below()`, a hanging child. */
export type FakeBehaviour = string;

/** A program at a path of its own that is started in place of powershell.exe. */
export type FakePowerShell = {
  /** This machine, as a Windows whose PowerShell it is. */
  readonly host: () => Host;
  /** Each start: its process, that of its child, its arguments, and how many earlier ones still ran. */
  readonly starts: () => Promise<readonly FakeStart[]>;
};
export type FakeStart = {
  readonly pid: number;
  readonly alive: number;
  readonly args: readonly string[];
  readonly below?: number;
};

export async function openFakePowerShell(
  resources: Resources,
  behaviour: FakeBehaviour,
  answer = '',
): Promise<FakePowerShell> {
  const folder = await resources.folder();
  const path = join(folder, 'powershell.exe');
  const starts = join(folder, 'starts');
  await writeFile(starts, '');
  await writeFile(join(folder, 'fake.cjs'), fakeOf(starts, answer, behaviour));
  // The shell gives way to the runtime, which keeps its process id.
  await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${join(folder, 'fake.cjs')}' "$@"\n`);
  await chmod(path, 0o755);
  const real = createRealHost({ windows: { facts: { powershellPath: path } } });
  return {
    host: () => ({ ...real, platform: 'windows' }),
    starts: async () => {
      const lines = (await readFile(starts, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line): FakeStart => JSON.parse(line));
    },
  };
}

function fakeOf(starts: string, answer: string, behaviour: FakeBehaviour): string {
  return `
const { appendFileSync, readFileSync, writeSync } = require('node:fs');
const starts = ${JSON.stringify(starts)};
const answer = ${JSON.stringify(answer)};
const isAlive = (pid) => { try { process.kill(pid, 0); return true; } catch { return false; } };
const before = readFileSync(starts, 'utf8').split('\\n').filter(Boolean).map((line) => JSON.parse(line).pid);
const note = (more) => appendFileSync(starts, JSON.stringify({ pid: process.pid, alive: before.filter(isAlive).length, args: process.argv.slice(2), ...more }) + '\\n');
const print = (text, encoding = 'utf8') => writeSync(1, Buffer.from(text, encoding));
const hang = () => setInterval(() => {}, 1e6);
const below = () => require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit' }).pid;
${behaviour}`;
}
