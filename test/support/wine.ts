import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { TestContext } from 'vitest';
import type { Resources } from './resources.ts';
import { requireTool } from './tools.ts';

/** An imitated Windows 10 in a folder of its own: real files and registry, stand-ins for PowerShell, icacls, schtasks. */
export type Wine = {
  /** Its drive C: as a folder. */
  readonly driveC: string;
  /** Runs a Windows program to its end, in a folder of this machine. */
  readonly run: (folder: string, ...command: readonly string[]) => Promise<WineEnd>;
  /** Starts one that goes on. */
  readonly start: (folder: string, ...command: readonly string[]) => ChildProcess;
};

export type WineEnd = { readonly status: number; readonly stdout: string; readonly stderr: string };

export async function openWine(context: TestContext, resources: Resources): Promise<Wine> {
  const [wine, server] = [requireTool(context, 'wine64'), requireTool(context, 'wineserver')];
  const prefix = await resources.folder();
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: prefix,
    LANG: 'C.UTF-8',
    WINEPREFIX: prefix,
    WINEDEBUG: '-all',
    // Neither .NET nor a browser is asked for.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  };
  resources.defer(() => spawnSync(server, ['-k'], { env }));
  for (const words of [
    ['wineboot', '-i'],
    ['winecfg', '-v', 'win10'],
  ]) {
    const made = spawnSync(wine, words, { env, encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`wine ${words.join(' ')}: ${made.stderr}`);
  }
  const start = (cwd: string, command: readonly string[], output: number | 'ignore', errors = output) =>
    resources.process(spawn(wine, [...command], { cwd, env, stdio: ['ignore', output, errors] }));
  return {
    driveC: join(prefix, 'drive_c'),
    start: (folder, ...command) => start(folder, command, 'ignore'),
    run: async (folder, ...command) => {
      // Files, since Windows programs do not know the socket pairs that stand for pipes here.
      const paths = [join(prefix, 'stdout.txt'), join(prefix, 'stderr.txt')] as const;
      const [output, errors] = [openSync(paths[0], 'w'), openSync(paths[1], 'w')];
      const [status] = await once(start(folder, command, output, errors), 'close');
      for (const file of [output, errors]) closeSync(file);
      const [stdout, stderr] = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
      return { status: Number(status ?? -1), stdout: stdout ?? '', stderr: stderr ?? '' };
    },
  };
}
