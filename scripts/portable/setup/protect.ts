import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes, type Setup } from './setup.ts';

/** By their identifiers: the names are translated on a Vietnamese Windows. */
const localSystem = '*S-1-5-18';
const administrators = '*S-1-5-32-544';

/**
 * Makes a folder that only the system and administrators may enter, whoever made it before, and looks whether it is so.
 * @returns whether that was seen; an exit code when it could not be made or protected
 */
export function protectFolder(setup: Setup, folder: string): boolean | number {
  const { text, say } = setup;
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
  const isSeen = isProtected(setup, folder);
  say(text.t(isSeen ? 'portable.protected' : 'portable.protectedUnseen', { folder }));
  return isSeen;
}

/** `icacls /save` writes the access list in SDDL, the same in every language: protected, and for SY and BA alone. */
function isProtected(setup: Setup, folder: string): boolean {
  const saved = join(folder, 'access.tmp');
  try {
    setup.windows('icacls', folder, '/save', saved, '/Q');
    if (!existsSync(saved)) return false;
    const list = /D:(\w*)((?:\([^)]*\))+)/.exec(readFileSync(saved, 'utf16le'));
    const entries = Array.from(list?.[2]?.matchAll(/\(([^)]*)\)/g) ?? [], ([, entry]) => entry ?? '');
    return list?.[1]?.startsWith('P') === true && entries.every((entry) => /^A;[^)]*;;;(SY|BA)$/.test(entry));
  } catch {
    return false;
  } finally {
    rmSync(saved, { force: true });
  }
}
