import { csvText } from '../csv.ts';
import type { ExportInput, ExportKind } from '../export-kind.ts';
import type { CellValue, DataSheet } from '../sheets/data-sheet.ts';
import { listMeta } from './list-meta.ts';

/** A list as CSV and JSON: what it rests on, then the same rows, in words for people and in codes for programs. */
export function listKind(what: string, sheetOf: (input: ExportInput) => DataSheet): ExportKind {
  return {
    what,
    formats: {
      csv: (input) => bytesOf(listCsv(input, sheetOf(input))),
      json: (input) => bytesOf(listJson(input, sheetOf(input))),
    },
  };
}

export function bytesOf(content: string): Promise<Uint8Array> {
  return Promise.resolve(new TextEncoder().encode(content));
}

function listCsv(input: ExportInput, sheet: DataSheet): string {
  const { text } = input;
  const isDecimal = sheet.columns.map(({ kind }) => kind === 'decimal');
  const written = (value: CellValue, column: number): string | number => {
    if (value === null) return '';
    return typeof value === 'number' && isDecimal[column] === true ? decimal(value, text.language) : value;
  };
  const rows = Array.from({ length: sheet.rowCount }, (_, row) =>
    sheet.columns.map(({ kind }, column) => {
      const value = sheet.words(row, column);
      if (value === null) return '';
      if (kind === 'day') return text.date(Date.parse(`${value}T00:00:00+07:00`));
      if (kind === 'moment' && typeof value === 'number') return text.dateTime(value);
      return written(value, column);
    }),
  );
  const totals = sheet.totals.map((total) =>
    sheet.columns.map(({ id }, column) => written(total[id] ?? null, column)),
  );
  const labels = sheet.columns.map(({ label }) => label);
  const meta = listMeta(input).map(({ label, value }) => [label, value]);
  return csvText([[sheet.name], ...meta, [], labels, ...rows, ...totals], input.csv);
}

function decimal(value: number, language: 'vi' | 'en'): string {
  return language === 'vi' ? String(value).replace('.', ',') : String(value);
}

function listJson(input: ExportInput, sheet: DataSheet): string {
  const value = (row: number, column: number): CellValue => {
    const cell = sheet.value(row, column);
    const isMoment = sheet.columns[column]?.kind === 'moment' && typeof cell === 'number';
    return isMoment ? new Date(cell).toISOString() : cell;
  };
  const rows = Array.from({ length: sheet.rowCount }, (_, row) =>
    Object.fromEntries(sheet.columns.map(({ id }, column) => [id, value(row, column)])),
  );
  const meta = Object.fromEntries(listMeta(input).map(({ id, value: told }) => [id, told]));
  const document = { what: input.what, meta, rows, totals: sheet.totals };
  return `${JSON.stringify(document, null, 2)}\n`;
}
