import { planHeading } from '../../rows/plan-heading.ts';
import { csvText } from '../csv.ts';
import type { ExportInput, ExportKind } from '../export-kind.ts';
import { csvBook } from '../sheets/csv-book.ts';
import type { DataSheet } from '../sheets/data-sheet.ts';
import { jsonRows } from '../sheets/json-rows.ts';
import { metaSheet } from '../sheets/meta-sheet.ts';

/** A list as CSV and JSON: the same rows, in words for people and in codes for programs, with what they rest on. */
export function listKind(what: string, sheetOf: (input: ExportInput) => DataSheet): ExportKind {
  return {
    what,
    formats: {
      csv: (input) => Promise.resolve(listCsv(input, sheetOf(input))),
      json: (input) => jsonFile(listDocument(input, sheetOf(input))),
    },
  };
}

/** A list that another system reads: its CSV is a header and rows of codes, by commas and without a byte-order mark. */
export function exchangeKind(what: string, sheetOf: (input: ExportInput) => DataSheet): ExportKind {
  return {
    what,
    formats: {
      csv: (input) => Promise.resolve(plainCsv(sheetOf(input))),
      json: (input) => jsonFile(listDocument(input, sheetOf(input))),
    },
  };
}

export function jsonFile(document: object): Promise<Uint8Array> {
  return Promise.resolve(new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`));
}

function listCsv(input: ExportInput, sheet: DataSheet): Uint8Array {
  const { plan, text, code } = input;
  const heading = [[sheet.name], ...planHeading(plan, text), [text.t('export.meta.code'), code]];
  return csvBook(heading, [sheet, metaSheet(input)], input);
}

function plainCsv(sheet: DataSheet): Uint8Array {
  const rows = jsonRows(sheet).map((row) => sheet.columns.map(({ id }) => row[id] ?? ''));
  const header = sheet.columns.map(({ label }) => label);
  return new TextEncoder().encode(csvText([header, ...rows], { separator: ',', bom: false }));
}

function listDocument(input: ExportInput, sheet: DataSheet): object {
  const meta = jsonRows(metaSheet(input));
  return { what: input.what, code: input.code, meta, rows: jsonRows(sheet), totals: sheet.totals };
}
