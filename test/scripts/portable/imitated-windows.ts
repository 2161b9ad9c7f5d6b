import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Freeze } from '../../../agent/freeze-state.ts';
import type { SetupFlags } from '../../../scripts/portable/setup/flags.ts';
import type { Ended, Setup } from '../../../scripts/portable/setup/setup.ts';
import { createText } from '../../../shared/text/create-text.ts';
import type { Resources } from '../../support/resources.ts';

/** A machine whose system programs answer as told, over real folders. */
export type ImitatedWindows = {
  readonly setup: Setup;
  readonly lines: string[];
  /** System programs as they were called, such as `schtasks /query /tn Schooldrum /xml`. */
  readonly called: string[];
  /** Calls of the agent, its folder first. */
  readonly agentCalls: (readonly string[])[];
};

export type Answers = {
  readonly windows?: (program: string, args: readonly string[]) => Partial<Ended> | undefined;
  readonly agent?: (args: readonly string[]) => number;
  readonly flags?: Partial<SetupFlags>;
  readonly freeze?: Freeze;
};

/** Opens a stick with the package on it beside a disk on which nothing is installed. */
export async function openImitatedWindows(resources: Resources, answers: Answers): Promise<ImitatedWindows> {
  const disk = await resources.folder();
  const media = await resources.folder();
  const source = join(media, 'schooldrum');
  mkdirSync(source);
  for (const name of ['node.exe', 'agent.mjs', 'setup.mjs']) writeFileSync(join(source, name), name);
  cpSync(join(import.meta.dirname, '../../../scripts/portable/files/task.xml'), join(source, 'task.xml'));
  for (const name of ['CAI-DAT.cmd', 'GO-BO.cmd', 'HUONG-DAN.txt', 'token.txt'])
    writeFileSync(join(media, name), name);
  const lines: string[] = [];
  const called: string[] = [];
  const agentCalls: (readonly string[])[] = [];
  const setup: Setup = {
    text: createText('en'),
    flags: { isQuiet: true, isEnglish: true, isImage: false, ...answers.flags },
    folders: {
      media,
      source,
      target: join(disk, 'Program Files/Schooldrum'),
      data: join(disk, 'ProgramData/Schooldrum'),
    },
    say: (line) => void lines.push(line),
    windows: (program, ...args) => {
      called.push([program, ...args].join(' '));
      return { exitCode: 0, stdout: '', ...answers.windows?.(program, args) };
    },
    agent: (folder, ...args) => {
      agentCalls.push([folder, ...args]);
      return answers.agent?.(args) ?? 0;
    },
    freezeOf: () => Promise.resolve(answers.freeze ?? { state: 'absent' }),
    wait: () => Promise.resolve(),
  };
  return { setup, lines, called, agentCalls };
}
