import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { bundleConsole } from '../console/bundle.ts';
import type { Resources } from './resources.ts';
import { createInstallation, type Installation } from './running-installation.ts';

/** How a one-shot console command ended. */
export type ConsoleRun = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** A served installation, and the console as people run it. */
export type PlanningOffice = {
  readonly installation: Installation;
  readonly folder: string;
  /** Runs the console to its end, in English. */
  readonly console: (...words: readonly string[]) => ConsoleRun;
  /** The JSON that a command prints; throws with what it said when it fails. */
  readonly json: (...words: readonly string[]) => Record<string, unknown>;
  /** Imports a roster through the broker's command line. */
  readonly roster: (csv: string) => Promise<ConsoleRun>;
};

/** @param setUp broker commands before it serves */
export async function openPlanningOffice(
  resources: Resources,
  setUp: (installation: Installation, folder: string) => Promise<void> = () => Promise.resolve(),
): Promise<PlanningOffice> {
  const installation = createInstallation();
  resources.defer(() => installation[Symbol.asyncDispose]());
  const folder = await resources.folder();
  await setUp(installation, folder);
  await installation.serve();
  const program = await bundleConsole(folder);
  const { profileFile } = installation;
  const run = (...words: readonly string[]): ConsoleRun => {
    const args = [program, ...words, '--profile', profileFile, '--lang', 'en'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    return { status, stdout, stderr };
  };
  return {
    ...{ installation, folder, console: run },
    json: (...words) => {
      const { status, stdout, stderr } = run(...words, '--json');
      if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
      return JSON.parse(stdout);
    },
    roster: async (csv) => {
      const path = join(folder, 'roster.csv');
      await writeFile(path, csv);
      return installation.broker('roster', 'import', path);
    },
  };
}
