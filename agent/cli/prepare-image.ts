import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { parseJoinToken } from '../../shared/contract/join-token.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { makePrivateFolder, writeSecretFile } from '../../shared/runtime/secure-file.ts';
import { requireThawed } from '../freeze.ts';
import { removeState, stateFiles } from '../identity.ts';
import { lookIntoOutbox } from '../outbox-look.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { readTokenFrom } from './token-input.ts';

/**
 * `prepare-image`: removes all that is this machine's own, so that each copy of its disk becomes a machine of its own; with
 * a token, each copy joins by itself. The token is checked before anything is removed.
 */
export async function runPrepareImage(
  context: CommandContext,
  tokenSource: string | undefined,
): Promise<CommandResult> {
  const { text, stdout, stderr, config } = context;
  const token = await readImageToken(context, tokenSource);
  if (!token.ok) return token.error;
  const thawed = await requireThawed(context.host, config.state);
  if (!thawed.ok) return thawed.error;
  const removed = wipe(config.state);
  if (!removed.ok) return removed.error;
  const files = removed.value.join(', ');
  stdout.write(
    `${files === '' ? text.t('agent.image.nothing') : text.t('agent.image.removed', { files })}\n`,
  );
  if (token.value !== null) {
    const left = leaveToken(config.state, token.value);
    if (!left.ok) return left.error;
    stdout.write(`${text.t('agent.image.token')}\n`);
  }
  stderr.write(`${text.t('agent.image.next')}\n`);
  if (token.value === null) stderr.write(`${text.t('agent.image.nextJoin')}\n`);
  return 0;
}

async function readImageToken(
  context: CommandContext,
  source: string | undefined,
): Promise<Result<string | null, AppError>> {
  if (source === undefined) return ok(null);
  const token = await readTokenFrom(context, source);
  if (!token.ok) return token;
  return parseJoinToken(token.value).ok ? token : err(appError('SD-TOKEN-INVALID'));
}

/** Names of the files that were there and are removed; refused while an agent works with them. */
function wipe(folder: string): Result<string[], AppError> {
  const files = Object.values(stateFiles(folder)).filter((path) => existsSync(path));
  const { outbox } = stateFiles(folder);
  if (files.includes(outbox)) {
    const look = lookIntoOutbox(outbox);
    if (!look.ok && look.error === 'busy') return err(appError('SD-AGENT-RUNNING', { path: folder }));
  }
  const removed = removeState(folder);
  return removed.ok ? ok(files.map((path) => basename(path))) : removed;
}

function leaveToken(folder: string, token: string): Result<void, AppError> {
  const made = makePrivateFolder(folder);
  return made.ok ? writeSecretFile(stateFiles(folder).joinToken, `${token.trim()}\n`) : made;
}
