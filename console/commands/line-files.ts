import type { IspReport } from '../../shared/contract/line-rows.ts';
import type { QueryBody, QueryParams } from '../../shared/contract/query.ts';
import { lineFileRows, lineTemplateRows } from '../../shared/domain/line/line-file.ts';
import { ok } from '../../shared/domain/result.ts';
import { writeWholeFile } from '../../shared/runtime/secure-file.ts';
import { templateXlsx } from '../../shared/runtime/sheet/sheet.ts';
import type { Text } from '../../shared/text/text.ts';
import type { LineCommand, ReportFormat } from '../cli/line-command.ts';
import { csvText } from '../export/csv.ts';
import { ispReportHtml } from '../export/isp-report-html.ts';
import { ispReportCsv, ispReportText } from '../export/isp-report-text.ts';
import { isoFields } from '../rows/iso-fields.ts';
import { type CommandContext, type CommandResult, jsonText } from './context.ts';
import { spanOf } from './days.ts';

type Command<K extends LineCommand['kind']> = Extract<LineCommand, { kind: K }>;

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
