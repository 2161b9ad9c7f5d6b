import { planHeading } from '../../rows/plan-heading.ts';
import type { ExportInput, Render } from '../export-kind.ts';
import { csvBook } from '../sheets/csv-book.ts';
import type { DataSheet } from '../sheets/data-sheet.ts';
import { jsonRows } from '../sheets/json-rows.ts';
import { metaSheet } from '../sheets/meta-sheet.ts';
import { xlsxBook } from '../sheets/xlsx-book.ts';
import { docxOf } from './docx.ts';
import { htmlOf } from './html.ts';
import { pdfOf } from './pdf.ts';
import { reportDocument } from './report.ts';
import { reportFigures } from './report-figures.ts';

export const reportHtml: Render = (input) =>
  Promise.resolve(new TextEncoder().encode(htmlOf(reportDocument(input))));

export const reportPdf: Render = (input) => pdfOf(reportDocument(input));

export const reportDocx: Render = (input) => docxOf(reportDocument(input));

/** The tables of the report without its words. */
function reportSheets(input: ExportInput): DataSheet[] {
  const { levels, index, comparison } = reportFigures(input);
  return [...Object.values(levels), index, ...(comparison === null ? [] : [comparison]), metaSheet(input)];
}

export const reportCsv: Render = (input) => {
  const heading = [...planHeading(input.plan, input.text), [input.text.t('export.meta.code'), input.code]];
  return Promise.resolve(csvBook(heading, reportSheets(input), input));
};

export const reportXlsx: Render = (input) => {
  const { plan, code, text } = input;
  const title = text.t('export.what.report');
  return xlsxBook(reportSheets(input), { title, code, atMs: plan.snapshot.asAtMs, language: text.language });
};

export const reportJson: Render = (input) => {
  const tables = reportSheets(input).map((sheet) => [sheet.id, jsonRows(sheet)] as const);
  const document = { code: input.code, period: input.scope.period, tables: Object.fromEntries(tables) };
  return Promise.resolve(new TextEncoder().encode(`${JSON.stringify(document)}\n`));
};
