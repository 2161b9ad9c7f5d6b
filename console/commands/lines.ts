import type { LineRow } from '../../shared/contract/line-rows.ts';
import { ok } from '../../shared/domain/result.ts';
import type { LineCommand } from '../cli/line-command.ts';
import { isoFields } from '../rows/iso-fields.ts';
import { availabilityColumns, lineColumns, qualityColumns, readinessColumns } from '../rows/line-columns.ts';
import { lineDocument, lineText } from '../rows/line-text.ts';
import {
  type CommandContext,
  type CommandResult,
  formatListing,
  jsonText,
  type Severity,
} from './context.ts';
import { spanOf } from './days.ts';

type Command<K extends LineCommand['kind']> = Extract<LineCommand, { kind: K }>;

/** `lines`: declared beside measured, those that fail first. */
export async function lines(context: CommandContext, { schoolCode }: Command<'lines'>): CommandResult {
  const answer = await context.source.ask('lineList', placeOf(schoolCode));
  if (!answer.ok) return answer;
  const { asAt, lines: rows } = answer.value;
  const sorted = rows.toSorted((a, b) => rank(a) - rank(b));
  const listing = { document: isoFields({ asAt, lines: sorted }), rows: sorted, columns: lineColumns };
  return ok({ stdout: formatListing(listing, context), severity: lineSeverity(rows) });
}

const ranks = { down: 0, degraded: 1, up: 3, unknown: 2 } as const;

function rank({ state }: LineRow): number {
  return ranks[state];
}

function lineSeverity(rows: readonly LineRow[]): Severity {
  if (rows.some(({ state }) => state === 'down')) return 2;
  return rows.some(({ state, verdict }) => state === 'degraded' || verdict === 'contradicted') ? 1 : 0;
}

/** `line show`: what is declared and what was measured, fact by fact, with its reasons, its speed tests and its incidents. */
export async function showLine(context: CommandContext, { lineId }: Command<'line-show'>): CommandResult {
  const answer = await context.source.ask('lineShow', { lineId });
  if (!answer.ok) return answer;
  const { line } = answer.value;
  const { flags, text } = context;
  const severity = lineSeverity([line]);
  if (flags.json === true) return ok({ stdout: jsonText(lineDocument(answer.value, text)), severity });
  const isCsv = flags.csv === true;
  const stdout = isCsv
    ? formatListing({ document: {}, rows: [line], columns: lineColumns }, context)
    : lineText(answer.value, text);
  return ok({ stdout, severity });
}

export async function setLine(context: CommandContext, { entry }: Command<'line-set'>): CommandResult {
  const answer = await context.source.ask('lineSet', entry);
  if (!answer.ok) return answer;
  const { line } = answer.value;
  const listing = { document: isoFields({ line }), rows: [line], columns: lineColumns };
  return ok({ stdout: formatListing(listing, context), severity: 0 });
}

export async function removeLine(context: CommandContext, { lineId }: Command<'line-remove'>): CommandResult {
  const answer = await context.source.ask('lineRemove', { lineId });
  if (!answer.ok) return answer;
  return ok({
    stdout: said(context, answer.value, context.text.t('cli.line.removed', { line: lineId })),
    severity: 0,
  });
}

/** `line test`: its result comes with the next report of the line's prober. */
export async function testLine(context: CommandContext, { lineId }: Command<'line-test'>): CommandResult {
  const answer = await context.source.ask('lineTest', { lineId });
  if (!answer.ok) return answer;
  return ok({
    stdout: said(context, answer.value, context.text.t('cli.line.tested', { line: lineId })),
    severity: 0,
  });
}

/** `quality`: each lesson hour of each line. */
export async function quality(context: CommandContext, command: Command<'quality'>): CommandResult {
  const { schoolCode, lineId, days } = command;
  const answer = await context.source.ask('lineQuality', {
    ...placeOf(schoolCode),
    ...(lineId === undefined ? {} : { lineId }),
    ...spanOf(days, context.rules.calendar),
  });
  if (!answer.ok) return answer;
  const { rows } = answer.value;
  return ok({
    stdout: formatListing({ document: { rows }, rows, columns: qualityColumns }, context),
    severity: 0,
  });
}

/** `availability`: measured against what was promised. */
export async function availability(context: CommandContext, command: Command<'availability'>): CommandResult {
  const { schoolCode, by, days } = command;
  const span = spanOf(days, context.rules.calendar);
  const answer = await context.source.ask('availability', { ...placeOf(schoolCode), by, ...span });
  if (!answer.ok) return answer;
  const { from, until, rows } = answer.value;
  const isShort = rows.some(
    ({ availability: share, promisedPercent }) =>
      share !== null && promisedPercent !== null && share * 100 < promisedPercent,
  );
  const listing = { document: isoFields({ from, until, rows }), rows, columns: availabilityColumns };
  return ok({ stdout: formatListing(listing, context), severity: isShort ? 1 : 0 });
}

/** `readiness`: rooms for online meetings and for tests at the machines. */
export async function readiness(context: CommandContext, { where }: Command<'readiness'>): CommandResult {
  const answer = await context.source.ask('roomReadiness', where);
  if (!answer.ok) return answer;
  const { asAt, rows } = answer.value;
  const listing = { document: isoFields({ asAt, rows }), rows, columns: readinessColumns };
  const isShort = rows.some(({ verdict }) => verdict === 'not-ready');
  return ok({ stdout: formatListing(listing, context), severity: isShort ? 1 : 0 });
}

function placeOf(schoolCode: string | undefined): { schoolCode?: string } {
  return schoolCode === undefined ? {} : { schoolCode };
}

function said({ flags }: CommandContext, document: object, words: string): string {
  return flags.json === true ? jsonText(document) : `${words}\n`;
}
