import { err, ok, type Result } from '../../../shared/domain/result.ts';

/** What may follow CAI-DAT.cmd and GO-BO.cmd, in the manner of Windows: `/Q /SEAT:23 /STATE:D:\Schooldrum`. */
export type SetupFlags = {
  readonly isQuiet: boolean;
  readonly isEnglish: boolean;
  /** Prepares a golden image instead of joining. */
  readonly isImage: boolean;
  readonly seat?: string;
  readonly room?: string;
  readonly state?: string;
};

/** An unknown or empty word is an error that names it. */
export function readFlags(words: readonly string[]): Result<SetupFlags, string> {
  let flags: SetupFlags = { isQuiet: false, isEnglish: false, isImage: false };
  for (const word of words) {
    const [, name = '', value] = /^\/([a-z]+)(?::(.+))?$/i.exec(word) ?? [];
    const change = changeOf(name.toUpperCase(), value);
    if (change === null) return err(word);
    flags = { ...flags, ...change };
  }
  return ok(flags);
}

function changeOf(name: string, value: string | undefined): Partial<SetupFlags> | null {
  if (value === undefined) {
    if (name === 'Q') return { isQuiet: true };
    if (name === 'EN') return { isEnglish: true };
    return name === 'IMAGE' ? { isImage: true } : null;
  }
  if (name === 'SEAT') return { seat: value };
  if (name === 'ROOM') return { room: value };
  return name === 'STATE' ? { state: value } : null;
}
