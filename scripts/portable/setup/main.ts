import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { readFreeze } from '../../../agent/freeze.ts';
import { createRealHost } from '../../../agent/host/real-host.ts';
import { createText } from '../../../shared/text/create-text.ts';
import { readFlags, type SetupFlags } from './flags.ts';
import { install } from './install.ts';
import { exitCodes, type Setup } from './setup.ts';
import { uninstall } from './uninstall.ts';

/** What CAI-DAT.cmd and GO-BO.cmd run: `node setup.mjs install|uninstall|refused [/FLAG …]`. */
const [verb, ...words] = process.argv.slice(2);
const windowsFolder = process.env.SystemRoot ?? 'C:\\Windows';
const host = createRealHost({ windows: { facts: { systemRoot: windowsFolder } } });
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const flags = readFlags(words);
if (flags.ok) process.exitCode = await run(createSetup(flags.value));
else {
  say(createText('vi').t('portable.usage', { word: flags.error }));
  process.exitCode = exitCodes.usage;
}

async function run(setup: Setup): Promise<number> {
  if (verb === 'install') return await install(setup);
  if (verb === 'uninstall') return await uninstall(setup, removeLater);
  say(setup.text.t('portable.refused'));
  return 5;
}

function createSetup(given: SetupFlags): Setup {
  const source = import.meta.dirname;
  // A 32-bit shell has another ProgramFiles.
  const programs = process.env.ProgramW6432 ?? process.env.ProgramFiles ?? 'C:\\Program Files';
  const target = join(programs, 'Schooldrum');
  return {
    text: createText(given.isEnglish ? 'en' : 'vi'),
    flags: given,
    folders: {
      source,
      media: source === target ? source : dirname(source),
      target,
      data: join(process.env.ProgramData ?? 'C:\\ProgramData', 'Schooldrum'),
    },
    say,
    windows: (program, ...args) => {
      const path = join(windowsFolder, 'System32', `${program}.exe`);
      const { status, stdout } = spawnSync(path, args, { encoding: 'utf8', windowsHide: true });
      return { exitCode: status ?? -1, stdout: stdout ?? '' };
    },
    agent: (folder, ...args) => {
      const node = ['--disable-warning=ExperimentalWarning', join(folder, 'agent.mjs')];
      return spawnSync(join(folder, 'node.exe'), [...node, ...args], { stdio: 'inherit' }).status ?? -1;
    },
    freezeOf: (folder) => readFreeze(host, folder),
    wait: (ms) => wait(ms),
  };
}

/** After this process has ended, by a shell that outlives it. */
function removeLater(folder: string): void {
  const line = `ping -n 5 127.0.0.1 >nul & rd /s /q "${folder}"`;
  spawn(join(windowsFolder, 'System32', 'cmd.exe'), ['/d', '/s', '/c', `"${line}"`], {
    cwd: windowsFolder,
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    windowsVerbatimArguments: true,
  }).unref();
}
