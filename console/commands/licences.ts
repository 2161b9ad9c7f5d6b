import { ok } from '../../shared/domain/result.ts';
import type { LicenceCommand } from '../cli/command.ts';
import { coverageColumns, licenceColumns } from '../rows/licence-columns.ts';
import { plainTable } from '../rows/plain-table.ts';
import {
  type CommandContext,
  type CommandResult,
  formatListing,
  jsonText,
  type Severity,
} from './context.ts';

type Command<K extends LicenceCommand['kind']> = Extract<LicenceCommand, { kind: K }>;

/** `licence list`: the register beside what is installed, and for people how far each school is covered. */
export async function listLicences(
  context: CommandContext,
  { schoolCode }: Command<'licence-list'>,
): CommandResult {
  const answer = await context.source.ask('licenceList', schoolCode === undefined ? {} : { schoolCode });
  if (!answer.ok) return answer;
  const { licences: rows, coverage } = answer.value;
  const { flags, text } = context;
  const table = formatListing(
    { document: { licences: rows, coverage }, rows, columns: licenceColumns },
    context,
  );
  const isForPeople = flags.json !== true && flags.csv !== true;
  const below = isForPeople
    ? `\n${text.t('section.coverage')}\n${plainTable(coverage, coverageColumns, text)}`
    : '';
  const isShort = rows.some(({ state }) => state === 'expired' || state === 'exceeded');
  const severity: Severity = isShort ? 2 : rows.some(({ state }) => state === 'ending') ? 1 : 0;
  return ok({ stdout: `${table}${below}`, severity });
}

export async function setLicence(
  context: CommandContext,
  { licence }: Command<'licence-set'>,
): CommandResult {
  const answer = await context.source.ask('licenceSet', licence);
  if (!answer.ok) return answer;
  const row = answer.value.licence;
  const listing = { document: { licence: row }, rows: [row], columns: licenceColumns };
  return ok({ stdout: formatListing(listing, context), severity: 0 });
}

export async function removeLicence(
  context: CommandContext,
  { id }: Command<'licence-remove'>,
): CommandResult {
  const answer = await context.source.ask('licenceRemove', { id });
  if (!answer.ok) return answer;
  const { text, flags } = context;
  const said = `${text.t('cli.licence.removed', { id })}\n`;
  return ok({ stdout: flags.json === true ? jsonText(answer.value) : said, severity: 0 });
}

/** `policy show` and `policy set`: whether what comes with Windows counts as licensed antivirus. */
export async function reviewPolicy(
  context: CommandContext,
  command: Command<'policy-show'> | Command<'policy-set'>,
): CommandResult {
  const { source, text, flags } = context;
  const answer =
    command.kind === 'policy-show'
      ? await source.ask('reviewPolicyShow', {})
      : await source.ask('reviewPolicySet', {
          builtInAntivirusIsLicensed: command.builtInAntivirusIsLicensed,
        });
  if (!answer.ok) return answer;
  const { policy } = answer.value;
  const said = `${text.t(policy.builtInAntivirusIsLicensed ? 'policy.builtIn.true' : 'policy.builtIn.false')}\n`;
  return ok({ stdout: flags.json === true ? jsonText({ policy }) : said, severity: 0 });
}
