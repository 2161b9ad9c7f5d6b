import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { readIdentity, stateFiles } from '../../../agent/identity.ts';
import { appError } from '../../../shared/runtime/app-error.ts';
import { copyPrograms } from './program-files.ts';
import { protectFolder, protectStateFolder } from './protect.ts';
import { keepSettings, stateFolder } from './settings.ts';
import { doneUnseen, exitCodes, type Setup } from './setup.ts';
import { createTask, endTask, startTask, taskName } from './task.ts';

const startAttempts = 60;
const startPauseMs = 500;

/** Installs on a disk that keeps it, or installs again, and says of each step what was seen of it. The exit code of CAI-DAT.cmd. */
export async function install(setup: Setup): Promise<number> {
  const { text, say, folders, flags } = setup;
  const freeze = await setup.freezeOf(folders.target);
  if (freeze.state === 'frozen') {
    say(text.error(appError('SD-AGENT-FROZEN', { product: freeze.product })));
    return exitCodes.frozen;
  }
  const isDataSafe = protectFolder(setup, folders.data);
  if (typeof isDataSafe === 'number') return isDataSafe;
  const state = stateFolder(setup);
  const isStateSafe = isBelow(folders.data, state) || protectStateFolder(setup, state);
  if (typeof isStateSafe === 'number') return isStateSafe;
  keepSettings(setup);
  endTask(setup);
  const became = flags.isImage ? prepareImage(setup, state) : becomeDevice(setup, state);
  if (became !== 0) return became;
  const copied = await copyPrograms(setup);
  if (copied !== 0) return copied;
  const isStarting = await setUpTask(setup, state);
  const isSeen = isDataSafe && isStateSafe && isStarting;
  say(text.t(isSeen ? 'portable.done' : 'portable.doneUnseen'));
  return isSeen ? 0 : doneUnseen;
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && !way.startsWith('..');
}

/** Joins from where the package lies: a machine that may not join keeps nothing of it. */
function becomeDevice(setup: Setup, state: string): number {
  const { text, say, flags, folders } = setup;
  const identity = readIdentity(state);
  if (identity.ok && identity.value !== null) {
    say(text.t('portable.joined', { school: identity.value.schoolName }));
    return 0;
  }
  const token = tokenFile(setup);
  if (token === null) {
    say(text.t('portable.noToken'));
    return exitCodes.noToken;
  }
  const place = [
    ...(flags.seat === undefined ? [] : ['--seat', flags.seat]),
    ...(flags.room === undefined ? [] : ['--room', flags.room]),
    ...(flags.isQuiet ? ['--no-ask'] : []),
  ];
  const words = ['join', '--file', token, '--state', state, '--lang', text.language, ...place];
  return setup.agent(folders.source, ...words);
}

/** Of a golden machine: with a token, each of its copies joins by itself. */
function prepareImage(setup: Setup, state: string): number {
  const token = tokenFile(setup);
  const words = ['prepare-image', '--state', state, '--lang', setup.text.language];
  return setup.agent(setup.folders.source, ...words, ...(token === null ? [] : ['--file', token]));
}

function tokenFile(setup: Setup): string | null {
  const path = join(setup.folders.media, 'token.txt');
  return existsSync(path) ? path : null;
}

/** Whether the task was seen, and (but on a golden machine) an agent that it started. */
async function setUpTask(setup: Setup, state: string): Promise<boolean> {
  const { text, say, folders, flags } = setup;
  const command = join(folders.target, 'schooldrum-agent.cmd');
  if (createTask(setup) !== 'there') {
    say(text.t('portable.taskUnseen', { task: taskName, command }));
    return false;
  }
  say(text.t('portable.task', { task: taskName }));
  if (flags.isImage) return true;
  const before = startsCounted(state);
  startTask(setup);
  for (let attempt = 0; attempt < startAttempts; attempt += 1) {
    if (startsCounted(state) > before) {
      say(text.t('portable.running'));
      return true;
    }
    await setup.wait(startPauseMs);
  }
  say(text.t('portable.notRunning', { command }));
  return false;
}

/** The agent counts its starts, on the disk. */
function startsCounted(state: string): number {
  try {
    return Number(readFileSync(stateFiles(state).bootNumber, 'utf8'));
  } catch {
    return 0;
  }
}
