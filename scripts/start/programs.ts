import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

const dist = join(import.meta.dirname, '../../dist');
const stopDeadlineMs = 10_000;

/** One of the three programs by its bundle. */
export type ProgramName = 'agent' | 'broker' | 'console';

/** How a program that ran to its end ended. */
export type Ended = { readonly status: number; readonly stdout: string; readonly stderr: string };

/** Runs a program to its end and keeps what it printed. */
export function runProgram(name: ProgramName, parameters: readonly string[], input = ''): Promise<Ended> {
  const child = spawn(process.execPath, [bundle(name), ...parameters], { stdio: ['pipe', 'pipe', 'pipe'] });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.once('close', (status) =>
      resolve({
        status: status ?? 70,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
  });
}

/** Runs a program on this terminal until it ends; gives its exit status. */
export function runInForeground(name: ProgramName, parameters: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [bundle(name), ...parameters], { stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('close', (status) => resolve(status ?? 70));
  });
}

/** A program left running, its log in a file. */
export type Background = { readonly hasEnded: () => boolean; readonly stop: () => Promise<void> };

export function startProgram(name: ProgramName, parameters: readonly string[], logFile: string): Background {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, [bundle(name), ...parameters], { stdio: ['ignore', log, log] });
  closeSync(log);
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return { hasEnded, stop: () => stopProgram(child, hasEnded) };
}

function stopProgram(child: ChildProcess, hasEnded: () => boolean): Promise<void> {
  if (hasEnded()) return Promise.resolve();
  return new Promise((resolve) => {
    const deadline = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
    child.once('exit', () => {
      clearTimeout(deadline);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

function bundle(name: ProgramName): string {
  return join(dist, `${name}.mjs`);
}
