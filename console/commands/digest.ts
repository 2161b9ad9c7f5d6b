import type { DigestChannel } from '../../shared/contract/line-rows.ts';
import { ok } from '../../shared/domain/result.ts';
import type { LineCommand } from '../cli/line-command.ts';
import { isoFields } from '../rows/iso-fields.ts';
import { digestColumns } from '../rows/outage-columns.ts';
import { type CommandContext, type CommandResult, formatListing, jsonText } from './context.ts';

type Command<K extends LineCommand['kind']> = Extract<LineCommand, { kind: K }>;

/** `digest show`: what would be sent now. */
export async function showDigest(context: CommandContext): CommandResult {
  const { flags, text } = context;
  const answer = await context.source.ask('digestShow', { lang: text.language });
  if (!answer.ok) return answer;
  const { subject, text: words } = answer.value;
  const stdout = flags.json === true ? jsonText(answer.value) : `${subject}\n\n${words.trimEnd()}\n`;
  return ok({ stdout, severity: 0 });
}

export async function listDigests(context: CommandContext): CommandResult {
  const answer = await context.source.ask('digestList', {});
  if (!answer.ok) return answer;
  const { channels: rows } = answer.value;
  const listing = { document: isoFields({ channels: rows }), rows, columns: digestColumns };
  const isFailing = rows.some(({ lastFailure }) => lastFailure !== null);
  return ok({ stdout: formatListing(listing, context), severity: isFailing ? 1 : 0 });
}

export async function addDigest(context: CommandContext, { receiver }: Command<'digest-add'>): CommandResult {
  const answer = await context.source.ask('digestAdd', receiver);
  return answer.ok ? ok({ stdout: oneText(context, answer.value.channel), severity: 0 }) : answer;
}

export async function sendDigest(context: CommandContext, { id }: Command<'digest-send'>): CommandResult {
  const answer = await context.source.ask('digestSend', { id });
  return answer.ok ? ok({ stdout: oneText(context, answer.value.channel), severity: 0 }) : answer;
}

export async function removeDigest(context: CommandContext, { id }: Command<'digest-remove'>): CommandResult {
  const answer = await context.source.ask('digestRemove', { id });
  if (!answer.ok) return answer;
  const { flags, text } = context;
  const words = text.t('cli.digest.removed', { id });
  return ok({ stdout: flags.json === true ? jsonText(answer.value) : `${words}\n`, severity: 0 });
}

function oneText(context: CommandContext, channel: DigestChannel): string {
  return formatListing(
    { document: isoFields({ channel }), rows: [channel], columns: digestColumns },
    context,
  );
}
