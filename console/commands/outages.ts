import type { OutageRow } from '../../shared/contract/line-rows.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { Text } from '../../shared/text/text.ts';
import type { LineCommand } from '../cli/line-command.ts';
import { isoFields } from '../rows/iso-fields.ts';
import { serviceColumns } from '../rows/line-columns.ts';
import { causeText, evidenceText, outageColumns, scopeText } from '../rows/outage-columns.ts';
import { outageDocuments } from '../rows/outage-document.ts';
import {
  type CommandContext,
  type CommandResult,
  formatListing,
  jsonText,
  type Severity,
} from './context.ts';
import { spanOf } from './days.ts';

type Command<K extends LineCommand['kind']> = Extract<LineCommand, { kind: K }>;

/** `outages`: those that last first, then the newest; JSON is a bare list in order of their start. */
export async function outages(context: CommandContext, command: Command<'outages'>): CommandResult {
  const { schoolCode, isOpen, cause, days } = command;
  const answer = await context.source.ask('outageList', {
    ...(schoolCode === undefined ? {} : { schoolCode }),
    ...(isOpen ? { isOpen } : {}),
    ...(cause === undefined ? {} : { cause }),
    ...spanOf(days, context.rules.calendar),
  });
  if (!answer.ok) return answer;
  const rows = answer.value.outages.toSorted(
    (a, b) => Number(a.end !== null) - Number(b.end !== null) || b.start - a.start,
  );
  const { flags, text } = context;
  const severity = outageSeverity(rows);
  const isForPeople = flags.json !== true && flags.csv !== true;
  if (isForPeople && rows.length === 0) return ok({ stdout: `${text.t('outages.none')}\n`, severity });
  const listing = { document: outageDocuments(rows), rows, columns: outageColumns };
  return ok({ stdout: formatListing(listing, context), severity });
}

function outageSeverity(rows: readonly OutageRow[]): Severity {
  const open = rows.filter(({ end }) => end === null);
  if (open.some(({ severity }) => severity === 'critical' || severity === 'high')) return 2;
  return open.length > 0 ? 1 : 0;
}

/** `outage show`: what speaks for the cause, who saw it, and what was thought of it before. */
export async function showOutage(
  context: CommandContext,
  { outageId }: Command<'outage-show'>,
): CommandResult {
  const answer = await context.source.ask('outageShow', { outageId });
  if (!answer.ok) return answer;
  const { outage, versions, witnesses } = answer.value;
  const { flags, text } = context;
  const severity = outageSeverity([outage]);
  if (flags.json === true) {
    const [document] = outageDocuments([outage]);
    return ok({
      stdout: jsonText({ ...document, witnessIds: witnesses, versions: isoVersions(versions) }),
      severity,
    });
  }
  const table = formatListing({ document: {}, rows: [outage], columns: outageColumns }, context);
  if (flags.csv === true) return ok({ stdout: table, severity });
  const parts = [
    table,
    `\n${text.t('section.evidence')}\n`,
    ...outage.evidence.map((one) => `  ${evidenceText(one, text)}\n`),
    `\n${text.t('section.witnesses', { count: text.number(outage.witnesses) })}\n`,
    ...witnesses.map((deviceId) => `  ${deviceId}\n`),
    ...(versions.length === 0 ? [] : [`\n${text.t('section.versions')}\n`]),
    ...versions.map((version) => `  ${versionText(version, text)}\n`),
  ];
  return ok({ stdout: parts.join(''), severity });
}

type Version = QueryBody<'outageShow'>['versions'][number];

function versionText(version: Version, text: Text): string {
  const { at, start, end, isWithdrawn } = version;
  if (isWithdrawn) return `${text.dateTime(at)}  ${text.t('outage.withdrawn')}`;
  const until = end === null ? text.t('outage.open') : text.dateTime(end);
  const cause = causeText({ cause: version.cause, impact: 'down' }, text);
  const where = scopeText({ scope: version.scope, schoolName: null });
  return `${text.dateTime(at)}  ${cause}, ${where}: ${text.dateTime(start)} – ${until}`;
}

function isoVersions(versions: readonly Version[]): object[] {
  const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  return versions.map(({ at, start, end, scope, ...version }) => ({
    ...version,
    scope: { [scope.kind]: scope.id },
    ...{ at: iso(at), start: iso(start), end: iso(end) },
  }));
}

/** Whoever keeps a service needs so long to get another certificate. */
const endingDays = 14;

/** `services`: how the programs of ministry and province are reached from the schools. */
export async function services(context: CommandContext, { schoolCode }: Command<'services'>): CommandResult {
  const answer = await context.source.ask('serviceList', schoolCode === undefined ? {} : { schoolCode });
  if (!answer.ok) return answer;
  const { asAt, services: rows } = answer.value;
  const active = rows.filter(({ state }) => state === 'active');
  const isEnding = (days: number | null): boolean => days !== null && days < endingDays;
  const severity = active.some(({ health }) => health === 'down')
    ? 2
    : active.some(({ health, certificateDays }) => health === 'partly' || isEnding(certificateDays))
      ? 1
      : 0;
  const listing = { document: isoFields({ asAt, services: rows }), rows, columns: serviceColumns };
  return ok({ stdout: formatListing(listing, context), severity });
}

export async function setService(context: CommandContext, { entry }: Command<'service-set'>): CommandResult {
  const answer = await context.source.ask('serviceSet', entry);
  if (!answer.ok) return answer;
  const { flags, text } = context;
  const words = text.t('cli.service.done', { service: entry.service });
  return ok({ stdout: flags.json === true ? jsonText(answer.value) : `${words}\n`, severity: 0 });
}

/** `service retire`: no longer checked, its history stays. */
export async function retireService(
  context: CommandContext,
  { service, schoolCode }: Command<'service-retire'>,
): CommandResult {
  const place = schoolCode === undefined ? {} : { schoolCode };
  const listed = await context.source.ask('serviceList', place);
  if (!listed.ok) return listed;
  const row = listed.value.services.find(
    (each) => each.service === service && each.schoolCode === schoolCode,
  );
  if (row?.url == null) return err(appError('SD-SERVICE-UNKNOWN', { service }));
  const { name, url } = row;
  const entry = { ...{ service, name, url, state: 'retired' as const }, ...place };
  return setService(context, { kind: 'service-set', entry });
}

export async function removeService(
  context: CommandContext,
  { service, schoolCode }: Command<'service-remove'>,
): CommandResult {
  const place = schoolCode === undefined ? {} : { schoolCode };
  const answer = await context.source.ask('serviceRemove', { service, ...place });
  if (!answer.ok) return answer;
  const { flags, text } = context;
  const words = text.t('cli.service.removed', { service });
  return ok({ stdout: flags.json === true ? jsonText(answer.value) : `${words}\n`, severity: 0 });
}
