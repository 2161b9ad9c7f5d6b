import type { CellStyle, WriteSheet } from 'hucre/xlsx';
import type { Language } from '../../../shared/text/text.ts';
import { type EntryWriter, unzipped, zipOf } from '../zip-again.ts';
import type { DataSheet, SheetChart } from './data-sheet.ts';
import {
  columnLetters,
  createSharedTexts,
  numberFormats,
  type RowStyles,
  rowsXml,
  type SharedTexts,
  sharedTextsXml,
} from './xlsx-rows.ts';

export type BookProperties = {
  readonly title: string;
  readonly code: string;
  /** What the file is dated, ms UTC: never the clock. */
  readonly atMs: number;
  readonly language: Language;
};

const font = { name: 'Times New Roman', size: 11 } as const;
const head: CellStyle = {
  font: { ...font, bold: true, color: { rgb: 'FFFFFF' } },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: '1F4E78' } },
  alignment: { wrapText: true, vertical: 'center', horizontal: 'center' },
};
const fallbackDay = 1980;

/**
 * A workbook of sheets. hucre makes the parts around the rows (styles, charts, relations); the rows themselves are written in
 * pieces, since a province's do not fit in memory twice, and everything is packed with one fixed date.
 */
export async function xlsxBook(
  sheets: readonly DataSheet[],
  properties: BookProperties,
): Promise<Uint8Array> {
  const { writeXlsx } = await import('hucre/xlsx');
  const { title, code, atMs, language } = properties;
  const at = new Date(atMs);
  const frame = await writeXlsx({
    sheets: sheets.map((sheet) => frameSheet(sheet, language)),
    properties: { title, subject: code, creator: 'Schooldrum', created: at, modified: at },
    // hucre's own print titles leave a name with a blank unquoted, which Excel refuses.
    namedRanges: sheets.map(({ name }) => ({
      name: '_xlnm.Print_Titles',
      range: `'${name}'!$1:$1`,
      scope: name,
    })),
    defaultFont: font,
  });
  const day = { year: at.getUTCFullYear() || fallbackDay, month: at.getUTCMonth() + 1, day: at.getUTCDate() };
  return zipOf(entriesOf(unzipped(frame), sheets), day);
}

/** A sheet with its header, one row that shows hucre the styles of the cells, and one for the totals. */
function frameSheet(sheet: DataSheet, language: Language): WriteSheet {
  const formats = numberFormats(language);
  const styleOf = (kind: keyof typeof formats, isTotal: boolean): CellStyle => ({
    numFmt: formats[kind],
    alignment: kind === 'text' ? { horizontal: 'left', indent: 1 } : { horizontal: 'right' },
    ...(isTotal ? { font: { ...font, bold: true } } : {}),
  });
  const cells: NonNullable<WriteSheet['cells']> = new Map();
  for (const [column, { kind }] of sheet.columns.entries()) {
    cells.set(`0,${column}`, { value: 'x', type: 'string', style: head });
    cells.set(`1,${column}`, { value: 1, type: 'number', style: styleOf(kind, false) });
    cells.set(`2,${column}`, { value: 1, type: 'number', style: styleOf(kind, true) });
  }
  const lastColumn = columnLetters(sheet.columns.length - 1);
  return {
    name: sheet.name,
    columns: sheet.columns.map(({ width }) => ({ width })),
    cells,
    rows: [],
    freezePane: { rows: 1 },
    autoFilter: { range: `A1:${lastColumn}${Math.max(2, sheet.rowCount + 1)}` },
    pageSetup: { paperSize: 'a4', orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    charts: sheet.charts.map((chart, index) => frameChart(chart, sheet, index)),
  };
}

function frameChart(chart: SheetChart, { columns, rowCount }: DataSheet, index: number) {
  const range = (id: string): string => {
    const letter = columnLetters(columns.findIndex((column) => column.id === id));
    return `${letter}2:${letter}${Math.max(2, rowCount + 1)}`;
  };
  const row = 1 + index * 22;
  const column = columns.length + 1;
  return {
    type: chart.kind,
    title: chart.title,
    series: chart.values.map((id) => ({
      name: columns.find((each) => each.id === id)?.label ?? id,
      values: range(id),
      categories: range(chart.categories),
    })),
    anchor: { from: { row, col: column }, to: { row: row + 20, col: column + 10 } },
    legend: 'bottom',
  } as const;
}

/** The parts of the frame, the rows of each sheet in the place of its pattern, and the strings that they name. */
function* entriesOf(
  frame: ReadonlyMap<string, Uint8Array>,
  sheets: readonly DataSheet[],
): Generator<readonly [string, Uint8Array | EntryWriter]> {
  const texts = createSharedTexts();
  const sheetPart = (index: number): string => `xl/worksheets/sheet${index + 1}.xml`;
  const stringsPart = 'xl/sharedStrings.xml';
  const written = new Set([stringsPart, ...sheets.map((_, index) => sheetPart(index))]);
  for (const [path, content] of frame) if (!written.has(path)) yield [path, content];
  for (const [index, sheet] of sheets.entries()) {
    yield [sheetPart(index), filled(frame.get(sheetPart(index)), sheet, texts)];
  }
  yield [stringsPart, sharedTextsXml(texts)];
}

function filled(part: Uint8Array | undefined, sheet: DataSheet, texts: SharedTexts): EntryWriter {
  const xml = new TextDecoder().decode(part).replace(/<dimension [^>]*\/>/, '');
  const [before = '', pattern = '', after = ''] = xml.split(/<\/?sheetData>/);
  const [head = [], cells = [], totals = []] = pattern.split('</row>').map(stylesOf);
  const styles: RowStyles = { head: head[0] ?? 0, cells, totals };
  return (push) => {
    push(`${before}<sheetData>`);
    rowsXml(sheet, styles, texts)(push);
    push(`</sheetData>${after}`);
  };
}

function stylesOf(row: string): number[] {
  return [...row.matchAll(/<c [^>]*?\bs="(\d+)"/g)].map((match) => Number(match[1]));
}
