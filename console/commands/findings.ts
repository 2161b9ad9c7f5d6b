import type { QueryBody } from '../../shared/contract/query.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Text } from '../../shared/text/text.ts';
import type { FindingCommand, Where } from '../cli/command.ts';
import {
  findingColumns,
  findingTitle,
  groupColumns,
  riskColumns,
  trendColumns,
  upgradeColumns,
  withIds,
} from '../rows/finding-columns.ts';
import { type FindingGroup, groupFindings } from '../rows/finding-groups.ts';
import { isoFields } from '../rows/iso-fields.ts';
import { plainTable } from '../rows/plain-table.ts';
import {
  type CommandContext,
  type CommandResult,
  formatListing,
  jsonText,
  type Severity,
} from './context.ts';
import { endOfDayMs } from './days.ts';

type Command<K extends FindingCommand['kind']> = Extract<FindingCommand, { kind: K }>;
type Found = QueryBody<'findings'>;

/** `findings`: for people one line each place and code, causes before what they cause; JSON and CSV carry every finding. */
export async function findings(context: CommandContext, command: Command<'findings'>): CommandResult {
  const { where, by, code, severity, statuses } = command;
  const answer = await context.source.ask('findings', {
    ...where,
    ...(code === undefined ? {} : { code }),
    ...(severity === undefined ? {} : { severity }),
    ...(statuses === undefined ? {} : { statuses: [...statuses] }),
  });
  if (!answer.ok) return answer;
  const { findings: rows, ...head } = answer.value;
  const groups = groupFindings(rows, by);
  const urgency = findingsSeverity(rows);
  const { flags, text } = context;
  if (flags.json === true) {
    const lines = groups.map(({ findings: of, ...group }) => group);
    return ok({ stdout: jsonText(isoFields({ ...head, groups: lines, findings: rows })), severity: urgency });
  }
  if (flags.csv === true) {
    const listing = { document: {}, rows, columns: findingColumns };
    return ok({ stdout: formatListing(listing, context), severity: urgency });
  }
  const table =
    groups.length === 0 ? `${text.t('findings.none')}\n` : plainTable(groups, groupColumns(by), text);
  return ok({ stdout: [table, '\n', ...notes(answer.value, groups, text)].join(''), severity: urgency });
}

/** What was looked at, what to do about each code, and what nobody knows. */
function notes(
  { machines, unknown, findings: rows }: Found,
  groups: readonly FindingGroup[],
  text: Text,
): string[] {
  const affected = new Set(rows.flatMap(({ deviceId }) => deviceId ?? [])).size;
  const codes = [...new Set(groups.map(({ code }) => code))];
  const summary = {
    machines: text.number(machines ?? 0),
    findings: text.number(rows.length),
    affected: text.number(affected),
  };
  const basisOf = (code: string): string => {
    const isOurs = groups.some((group) => group.code === code && group.basis === 'assumption');
    return isOurs ? ` (${text.t('ruleStatus.assumption')})` : '';
  };
  const unjudged = (unknown ?? [])
    .filter(({ machines: count }) => count > 0)
    .map(({ code, machines: count }) =>
      text.t('findings.unknown.one', { title: findingTitle(code, text), machines: text.number(count) }),
    );
  return [
    `${text.t('findings.summary', summary)}\n`,
    ...(unjudged.length === 0 ? [] : [`${text.t('findings.unknown', { list: unjudged.join(', ') })}\n`]),
    ...(codes.length === 0 ? [] : [`\n${text.t('findings.do')}\n`]),
    ...codes.map(
      (code) =>
        `  ${findingTitle(code, text)} [${code}]${basisOf(code)}: ${text.say(`finding.${code}.do`)}\n`,
    ),
  ];
}

/** Critical ones that nobody is at; what somebody accepted alarms nobody. */
function findingsSeverity(rows: Found['findings']): Severity {
  const waiting = rows.filter(({ status }) => status === 'open');
  if (waiting.some(({ severity }) => severity === 'critical')) return 2;
  return rows.some(({ status }) => status === 'open' || status === 'acknowledged') ? 1 : 0;
}

/** `finding set`: the broker checks who may, and writes it down. */
export async function setFinding(
  context: CommandContext,
  { where, decision }: Command<'finding-set'>,
): CommandResult {
  const { code, status, reason, until } = decision;
  const answer = await context.source.ask('findingSet', {
    ...{ ...where, code, status },
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { acceptedUntil: endOfDayMs(until, context.rules.calendar) }),
  });
  if (!answer.ok) return answer;
  const { text, flags } = context;
  const { changed } = answer.value;
  const said = text.t('cli.finding.done', {
    code: findingTitle(code, text),
    count: text.number(changed),
    status: text.t(`findingStatus.${status}`),
  });
  return ok({ stdout: flags.json === true ? jsonText({ changed }) : `${said}\n`, severity: 0 });
}

export async function findingTrend(
  context: CommandContext,
  { where, months }: Command<'finding-trend'>,
): CommandResult {
  const answer = await context.source.ask('findingTrend', { ...placeOf(where), months });
  if (!answer.ok) return answer;
  const { months: rows } = answer.value;
  return ok({
    stdout: formatListing({ document: { months: rows }, rows, columns: trendColumns }, context),
    severity: 0,
  });
}

/** `risk`: the highest score first; what could not be judged stands last. */
export async function risk(context: CommandContext, { where, by }: Command<'risk'>): CommandResult {
  const answer = await context.source.ask('risk', { ...placeOf(where), by });
  if (!answer.ok) return answer;
  const { asAt } = answer.value;
  const rows = answer.value.rows.toSorted((a, b) => (b.score ?? -1) - (a.score ?? -1));
  const document = isoFields({ asAt, rows });
  const shown = riskColumns(by);
  const columns = context.flags.csv === true ? withIds(shown, by === 'machine' ? by : 'school') : shown;
  return ok({ stdout: formatListing({ document, rows, columns }, context), severity: 0 });
}

export async function upgrades(context: CommandContext, { where }: Command<'upgrades'>): CommandResult {
  const answer = await context.source.ask('upgrades', placeOf(where));
  if (!answer.ok) return answer;
  const { asAt, machines: rows } = answer.value;
  const document = isoFields({ asAt, machines: rows });
  const columns = context.flags.csv === true ? withIds(upgradeColumns, 'machine') : upgradeColumns;
  return ok({ stdout: formatListing({ document, rows, columns }, context), severity: 0 });
}

function placeOf({ schoolCode, room }: Where) {
  return {
    ...(schoolCode === undefined ? {} : { schoolCode }),
    ...(room === undefined ? {} : { room }),
  };
}
