import { readFileSync } from 'node:fs';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, fileError } from '../../shared/runtime/app-error.ts';
import type { Text } from '../../shared/text/text.ts';
import { joinBroker } from '../enrol.ts';
import type { Identity } from '../identity.ts';
import type { CommandContext, CommandResult } from './command.ts';

export type JoinFlags = {
  /** The token itself, or `-` for standard input. */
  readonly token?: string | undefined;
  readonly file?: string | undefined;
  readonly room?: string | undefined;
  readonly seat?: string | undefined;
};

/** No token is longer (contract). */
const maxTokenBytes = 64 * 1024;

/** `join`: makes this machine a device of the school that issued the token. */
export async function runJoin(context: CommandContext, flags: JoinFlags): Promise<CommandResult> {
  const token = await readToken(context, flags);
  if (!token.ok) return token.error;
  const { room, seat } = flags;
  const joined = await joinBroker(context.host, {
    folder: context.config.state,
    token: token.value,
    room,
    seat,
  });
  if (!joined.ok) return joined.error;
  const { text, stdout } = context;
  stdout.write(`${text.t('agent.joined', { place: placeOf(text, joined.value.identity) })}\n`);
  if (joined.value.identity.state === 'pending') stdout.write(`${text.t('agent.joined.pending')}\n`);
  context.stderr.write(`${text.t('agent.joined.next')}\n`);
  return 0;
}

async function readToken(
  context: CommandContext,
  { token, file }: JoinFlags,
): Promise<Result<string, AppError>> {
  if (file !== undefined) {
    try {
      return ok(readFileSync(file, 'utf8'));
    } catch (cause) {
      return err(fileError(cause, file, 'read'));
    }
  }
  if (token === undefined) return err(appError('SD-TOKEN-MISSING'));
  if (token !== '-') {
    context.stderr.write(`${context.text.t('agent.tokenArgument')}\n`);
    return ok(token);
  }
  let piped = '';
  for await (const chunk of context.stdin) {
    piped += chunk.toString();
    if (piped.length > maxTokenBytes) return err(appError('SD-TOKEN-INVALID'));
  }
  return piped.trim() === '' ? err(appError('SD-TOKEN-MISSING')) : ok(piped);
}

/** Such as `TH Kim Đồng / PM1 / chỗ 23`; what is not known is left out. */
function placeOf(text: Text, { schoolName, room, seat }: Identity): string {
  const parts = [schoolName, room, seat === null ? null : text.t('agent.place.seat', { seat })];
  return parts.filter((part) => part !== null).join(' / ');
}
