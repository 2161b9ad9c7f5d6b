import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { stateFiles } from '../../../agent/identity.ts';
import { exitCodes, type Setup } from './setup.ts';

/** By their identifiers: the names are translated on a Vietnamese Windows. */
const localSystem = '*S-1-5-18';
const administrators = '*S-1-5-32-544';
const ownEntry = /^A;[^)]*;;;(SY|BA)$/;

/**
 * Makes a folder that only the system and administrators may enter, and looks whether it is so. One that was there and open
 * to others is not taken: any user may make one below ProgramData, with an identity and settings of his own in it.
 * @returns whether that was seen; an exit code when it could not be made or protected
 */
export function protectFolder(setup: Setup, folder: string): boolean | number {
  const { text, say } = setup;
  if (isOpenToOthers(setup, folder)) {
    say(text.t('portable.open', { folder }));
    return exitCodes.unwritable;
  }
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    say(text.t('portable.unwritable', { folder }));
    return exitCodes.unwritable;
  }
  const whole = [localSystem, administrators].map((who) => `${who}:(OI)(CI)F`);
  const calls = [
    [folder, '/setowner', administrators, '/T', '/C', '/Q'],
    [folder, '/inheritance:r', '/grant:r', ...whole, '/Q'],
    // What lay there before inherits from now on.
    ...(readdirSync(folder).length === 0 ? [] : [[join(folder, '*'), '/reset', '/T', '/C', '/Q']]),
  ];
  for (const call of calls) {
    if (setup.windows('icacls', ...call).exitCode === 0) continue;
    say(text.t('portable.unprotected', { folder }));
    return exitCodes.unwritable;
  }
  const isSeen = accessOf(setup, folder) === 'own';
  say(text.t(isSeen ? 'portable.protected' : 'portable.protectedUnseen', { folder }));
  return isSeen;
}

/** The same for a state folder of its own; one that holds anything else would take the rights from that too. */
export function protectStateFolder(setup: Setup, folder: string): boolean | number {
  const own = Object.values(stateFiles(folder)).map((path) => basename(path));
  // SQLite keeps files beside the outbox.
  const isOwn = (name: string): boolean => own.some((file) => name === file || name.startsWith(`${file}-`));
  if (entriesOf(folder).every(isOwn)) return protectFolder(setup, folder);
  setup.say(setup.text.t('portable.notEmpty', { folder }));
  return exitCodes.unwritable;
}

function isOpenToOthers(setup: Setup, folder: string): boolean {
  // A link can be turned elsewhere later.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true) return true;
  return entriesOf(folder).length > 0 && accessOf(setup, folder) === 'open';
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** `icacls /save` writes the access list in SDDL, the same in every language: `own` is protected, and for SY and BA alone. */
function accessOf(setup: Setup, folder: string): 'own' | 'open' | 'unseen' {
  const saving = mkdtempSync(join(tmpdir(), 'schooldrum-'));
  const saved = join(saving, 'access');
  try {
    setup.windows('icacls', folder, '/save', saved, '/Q');
    const list = /D:(\w*)((?:\([^)]*\))+)/.exec(readFileSync(saved, 'utf16le'));
    if (list === null) return 'unseen';
    const entries = Array.from(list[2]?.matchAll(/\(([^)]*)\)/g) ?? [], ([, entry]) => entry ?? '');
    const isOwn = list[1]?.startsWith('P') === true && entries.every((entry) => ownEntry.test(entry));
    return isOwn ? 'own' : 'open';
  } catch {
    return 'unseen';
  } finally {
    rmSync(saving, { recursive: true, force: true });
  }
}
