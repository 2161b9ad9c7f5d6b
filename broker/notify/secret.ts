import { readFileSync, statSync } from 'node:fs';
import process from 'node:process';
import { err, ok, type Result } from '../../shared/domain/result.ts';

const maxBytes = 4_096;

/**
 * First line of a file that only its owner may read (0600); on Windows the folder's access list protects it. Read anew each
 * time: a changed secret needs no restart.
 * @param setting the setting that names the file: what a reason tells
 */
export function readSecret(path: string, setting: string): Result<string, string> {
  try {
    const { mode, size } = statSync(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      return err(`${setting}: ${(mode & 0o777).toString(8)}`);
    if (size > maxBytes) return err(`${setting}: ${size} B`);
    const [secret = ''] = readFileSync(path, 'utf8').split(/\r?\n/);
    return secret === '' ? err(`${setting}: 0 B`) : ok(secret);
  } catch (cause) {
    return err(`${setting}: ${codeOf(cause)}`);
  }
}

/** Certificates that a peer may show instead of the usual ones. */
export function readCa(path: string | undefined, setting: string): Result<{ readonly ca?: string }, string> {
  if (path === undefined) return ok({});
  try {
    return ok({ ca: readFileSync(path, 'utf8') });
  } catch (cause) {
    return err(`${setting}: ${codeOf(cause)}`);
  }
}

/** The code of a failure of the system or of a library; never its message, which may quote what was sent. */
export function codeOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code.slice(0, 60) : 'failed';
}
