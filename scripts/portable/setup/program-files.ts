import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { exitCodes, type Setup } from './setup.ts';

const attempts = 20;
const pauseMs = 500;

/** Copies what differs; a program that has just been told to stop holds its file for a moment. 0, or an exit code. */
export async function copyPrograms(setup: Setup): Promise<number> {
  const { source, target, media } = setup.folders;
  const own = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const pairs = own.map((from) => [from, join(target, relative(source, from))] as const);
  const beside = ['GO-BO.cmd', 'HUONG-DAN.txt'].map(
    (name) => [join(media, name), join(target, name)] as const,
  );
  for (const [from, to] of source === target ? [] : [...pairs, ...beside]) {
    if (await insist(setup, () => copyIfOther(from, to))) continue;
    setup.say(setup.text.t('portable.locked', { file: to }));
    return exitCodes.unwritable;
  }
  setup.say(setup.text.t('portable.copied', { folder: target }));
  return 0;
}

/** Whether the folder is gone. */
export function removeFolder(setup: Setup, folder: string): Promise<boolean> {
  return insist(setup, () => rmSync(folder, { recursive: true, force: true }));
}

async function insist(setup: Setup, work: () => void): Promise<boolean> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      work();
      return true;
    } catch {
      if (attempt < attempts) await setup.wait(pauseMs);
    }
  }
  return false;
}

function copyIfOther(from: string, to: string): void {
  if (isSame(from, to)) return;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

function isSame(one: string, other: string): boolean {
  try {
    return readFileSync(one).equals(readFileSync(other));
  } catch {
    return false;
  }
}
