import type { IspReport } from '../../shared/contract/line-rows.ts';
import type { QueryBody, QueryParams } from '../../shared/contract/query.ts';
import { lineFileRows, lineTemplateRows } from '../../shared/domain/line/line-file.ts';
import { ok } from '../../shared/domain/result.ts';
import { appError, exitStatus } from '../../shared/runtime/app-error.ts';
import { writeWholeFile } from '../../shared/runtime/secure-file.ts';
import { readSheetAsCsv, templateXlsx } from '../../shared/runtime/sheet/sheet.ts';
import { problemLine } from '../../shared/text/problem-line.ts';
import type { Text } from '../../shared/text/text.ts';
import type { LineCommand, ReportFormat } from '../cli/line-command.ts';
import { csvText } from '../export/csv.ts';
import { ispReportHtml } from '../export/isp-report-html.ts';
import { ispReportCsv, ispReportText } from '../export/isp-report-text.ts';
import { isoFields } from '../rows/iso-fields.ts';
import { type CommandContext, type CommandResult, jsonText } from './context.ts';
import { spanOf } from './days.ts';

type Command<K extends LineCommand['kind']> = Extract<LineCommand, { kind: K }>;
type Imported = QueryBody<'lineImport'>;

/** `line import`: the broker reads the list, names every bad cell, and takes the whole of it or nothing. */
export async function importLines(context: CommandContext, command: Command<'line-import'>): CommandResult {
  const { source, text, flags } = context;
  const csv = await readSheetAsCsv(command.path);
  if (!csv.ok) return csv;
  const answer = await source.ask('lineImport', { csv: csv.value, isDry: command.isDry });
  if (!answer.ok) return answer;
  const { problems } = answer.value;
  const isRefused = problems.length > 0;
  const stdout = flags.json === true ? jsonText(answer.value) : importText(answer.value, command.isDry, text);
  const stderr = problems.map((problem) => `${problemText(problem, text)}\n`).join('');
  const status = isRefused ? { status: exitStatus(appError('SD-ROSTER-UNREADABLE')) } : {};
  return ok({ stdout, stderr, severity: isRefused ? 1 : 0, ...status });
}

function importText(imported: Imported, isDry: boolean, text: Text): string {
  const { rows, added, changed, unchanged, problems, changes } = imported;
  if (problems.length > 0)
    return `${text.t('cli.line.importRefused', { problems: text.number(problems.length) })}\n`;
  const sum = Object.fromEntries(
    Object.entries({ rows, added, changed, unchanged }).map(([name, count]) => [name, text.number(count)]),
  );
  const lines = [
    text.t(isDry ? 'cli.line.importDry' : 'cli.line.imported', sum),
    ...changes.map(({ lineId, field, before, after }) =>
      text.t('cli.line.change', { line: lineId, field, before: before || '—', after: after || '—' }),
    ),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function problemText({ line, column, code, value }: Imported['problems'][number], text: Text): string {
  return problemLine({ line, column: column ?? '', reason: code, value }, text);
}

/** `export lines`: what was declared, as `line import` reads it again. */
export async function exportLines(
  { source, text }: CommandContext,
  { schoolCode, path }: Command<'export-lines'>,
): CommandResult {
  const answer = await source.ask('lineList', schoolCode === undefined ? {} : { schoolCode });
  if (!answer.ok) return answer;
  const declared = answer.value.lines.filter(({ isDeclared }) => isDeclared);
  return asList(lineFileRows(declared, text.language), path, text);
}

/** `line template`: an empty list, as CSV on stdout or as a spreadsheet. */
export function lineTemplate({ text }: CommandContext, { path }: Command<'line-template'>): CommandResult {
  return asList(lineTemplateRows(text.language), path, text);
}

/** A list of lines on stdout, as CSV, or as a spreadsheet, as the path says. */
async function asList(
  rows: readonly (readonly string[])[],
  path: string | undefined,
  text: Text,
): CommandResult {
  const separator = text.language === 'vi' ? ';' : ',';
  const csv = csvText(rows, { separator, bom: true });
  if (path === undefined) return ok({ stdout: csv, severity: 0 });
  const isSheet = path.toLowerCase().endsWith('.xlsx');
  return written(path, isSheet ? await templateXlsx(rows, text.t('screen.lines')) : csv, text);
}

/** `export isp-report`: what a school can hold against its provider; without a path, on stdout. */
export async function exportIspReport(
  context: CommandContext,
  command: Command<'export-isp-report'>,
): CommandResult {
  const { source, text, rules, flags } = context;
  const wish: QueryParams<'ispReport'> = { lineId: command.lineId, ...spanOf(command.days, rules.calendar) };
  const answer = await source.ask('ispReport', wish);
  if (!answer.ok) return answer;
  const report = wholeReport(answer.value);
  if (flags.json === true) return ok({ stdout: jsonText(isoFields(report)), severity: 0 });
  const contents: Readonly<Record<ReportFormat, () => string>> = {
    text: () => ispReportText(report, text),
    html: () => ispReportHtml(report, text),
    csv: () => ispReportCsv(report, text, { separator: flags.separator ?? ';', bom: true }),
  };
  const content = contents[command.format]();
  if (command.path === undefined) return ok({ stdout: content, severity: 0 });
  return written(command.path, content, text);
}

function written(path: string, content: string | Uint8Array, text: Text): CommandResult {
  const saved = writeWholeFile(path, content);
  const stderr = `${text.t('cli.saved', { path })}\n`;
  return Promise.resolve(saved.ok ? ok({ stdout: '', stderr, severity: 0 }) : saved);
}

/** A long report comes in several pages; its hash is that of the whole. */
function wholeReport(body: QueryBody<'ispReport'>): IspReport {
  const { report, moreOutages = [], moreSpeeds = [], moreQuality = [] } = body;
  return {
    ...report,
    outages: [...report.outages, ...moreOutages],
    speeds: [...report.speeds, ...moreSpeeds],
    quality: [...report.quality, ...moreQuality],
  };
}
