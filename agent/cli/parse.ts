import { createReadStream } from 'node:fs';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, fileError } from '../../shared/runtime/app-error.ts';
import type { ParseKind } from '../parse/kind-names.ts';
import type { CommandContext, CommandResult } from './command.ts';

/** Outputs of the commands that are read are far below; what is larger is something else. */
const maxMegabytes = 32;

/**
 * `parse KIND [FILE]`: what a file or standard input says, as JSON. Errors: SD-PARSE-UNKNOWN, SD-PARSE-EMPTY,
 * SD-PARSE-TOO-LARGE, SD-FILE-UNREADABLE.
 */
export async function runParse(
  context: CommandContext,
  kind: ParseKind,
  file: string | undefined,
): Promise<CommandResult> {
  const isPiped = file === undefined || file === '-';
  const values = {
    source: isPiped ? context.text.t('parse.stdin') : file,
    kind,
    expected: context.text.t(`parse.expected.${kind}`),
    limit: String(maxMegabytes),
  };
  const bytes = isPiped ? await readAll(context.stdin) : await readFileBytes(file);
  if (!bytes.ok) return bytes.error === 'too-large' ? appError('SD-PARSE-TOO-LARGE', values) : bytes.error;
  if (bytes.value.length === 0) return appError('SD-PARSE-EMPTY', values);
  // The parsers and their tables stay out of what the agent loads to run.
  const { readKind } = await import('../parse/kinds.ts');
  const parsed = readKind(kind, bytes.value, context.clock.now());
  if (!parsed.ok) return appError('SD-PARSE-UNKNOWN', values);
  context.stdout.write(`${JSON.stringify(parsed.value, null, 2)}\n`);
  return 0;
}

async function readFileBytes(path: string): Promise<Result<Uint8Array, AppError | 'too-large'>> {
  const stream = createReadStream(path);
  try {
    return await readAll(stream);
  } catch (cause) {
    return err(fileError(cause, path, 'read'));
  } finally {
    stream.destroy();
  }
}

async function readAll(input: AsyncIterable<Uint8Array | string>): Promise<Result<Uint8Array, 'too-large'>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > maxMegabytes * 1024 * 1024) return err('too-large');
    chunks.push(bytes);
  }
  return ok(Buffer.concat(chunks));
}
