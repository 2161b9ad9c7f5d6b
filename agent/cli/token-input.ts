import { readFileSync } from 'node:fs';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, fileError } from '../../shared/runtime/app-error.ts';
import { decodeText } from '../../shared/runtime/text-file.ts';
import type { CommandContext } from './command.ts';

/** No token is longer (contract). */
const maxTokenBytes = 64 * 1024;

/** The token from a file, or from standard input as `-`. */
export async function readTokenFrom(
  context: Pick<CommandContext, 'stdin'>,
  source: string,
): Promise<Result<string, AppError>> {
  return source === '-' ? await readPiped(context.stdin) : readTokenFile(source);
}

function readTokenFile(path: string): Result<string, AppError> {
  try {
    // Windows PowerShell redirects into UTF-16.
    const text = decodeText(readFileSync(path));
    return text.ok ? text : err(appError('SD-TOKEN-INVALID'));
  } catch (cause) {
    return err(fileError(cause, path, 'read'));
  }
}

async function readPiped(stdin: CommandContext['stdin']): Promise<Result<string, AppError>> {
  let piped = '';
  for await (const chunk of stdin) {
    piped += chunk.toString();
    if (piped.length > maxTokenBytes) return err(appError('SD-TOKEN-INVALID'));
  }
  return piped.trim() === '' ? err(appError('SD-TOKEN-MISSING')) : ok(piped);
}
