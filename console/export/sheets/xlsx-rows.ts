import type { Language } from '../../../shared/text/text.ts';
import type { EntryWriter } from '../zip-again.ts';
import { cellText } from './cell-text.ts';
import type { CellKind, CellValue, DataSheet } from './data-sheet.ts';

/** Formats of the cells of each kind; a day and a moment are numbers that a spreadsheet can count with. */
export function numberFormats(language: Language): Readonly<Record<CellKind, string>> {
  const day = language === 'vi' ? 'dd/mm/yyyy' : 'yyyy-mm-dd';
  return {
    text: '@',
    integer: '#,##0',
    decimal: '#,##0.00',
    money: '#,##0',
    day,
    moment: `${day} hh:mm`,
  };
}

const dayMs = 86_400_000;
/** Day 0 of the 1900 system, counted from 1970. */
const epochDay = 25_569;
/** Vietnam has one time zone and no summer time; a cell holds local time. */
const zoneMs = 7 * 3_600_000;
/** Labels take up to three lines. */
const headStart = '<row r="1" ht="48" customHeight="1">';

/** Numbers of the texts of a workbook. */
export type SharedTexts = {
  readonly numberOf: (text: string) => number;
  readonly texts: () => Iterable<string>;
};

export function createSharedTexts(): SharedTexts {
  const numbers = new Map<string, number>();
  const texts = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    const safe = cellText(text);
    const number = texts.get(safe) ?? texts.size;
    texts.set(safe, number);
    numbers.set(text, number);
    return number;
  };
  return { numberOf, texts: () => texts.keys() };
}

/** Numbers of the cell styles of one sheet. */
export type RowStyles = {
  readonly head: number;
  readonly cells: readonly number[];
  readonly totals: readonly number[];
};

/** Writes the header, rows and totals of a sheet as `<row>` elements (ECMA-376 part 1, §18.3.1.73). */
export function rowsXml(sheet: DataSheet, styles: RowStyles, texts: SharedTexts): EntryWriter {
  const { columns } = sheet;
  const letters = columns.map((_, index) => columnLetters(index));
  const cellOf = (column: number, row: number, style: number, value: CellValue): string => {
    if (value === null || value === '') return '';
    const { kind = 'text', isUnique = false } = columns[column] ?? {};
    const start = `<c r="${letters[column]}${row}" s="${style}"`;
    const number = kind === 'text' ? null : numberOf(kind, value);
    if (number !== null) return `${start}><v>${number}</v></c>`;
    const text = String(value);
    if (!isUnique) return `${start} t="s"><v>${texts.numberOf(text)}</v></c>`;
    return `${start} t="inlineStr"><is>${textXml(cellText(text))}</is></c>`;
  };
  return (push) => {
    let row = 0;
    const add = (cells: (column: number) => string): void => {
      row += 1;
      let xml = row === 1 ? headStart : `<row r="${row}">`;
      for (let column = 0; column < columns.length; column++) xml += cells(column);
      push(`${xml}</row>`);
    };
    add((column) => {
      const text = texts.numberOf(columns[column]?.label ?? '');
      return `<c r="${letters[column]}1" s="${styles.head}" t="s"><v>${text}</v></c>`;
    });
    for (let index = 0; index < sheet.rowCount; index++) {
      add((column) => cellOf(column, row, styles.cells[column] ?? 0, sheet.words(index, column)));
    }
    for (const total of sheet.totals) {
      add((column) =>
        cellOf(column, row, styles.totals[column] ?? 0, total[columns[column]?.id ?? ''] ?? null),
      );
    }
  };
}

/** The table of strings (§18.4.9). */
export function sharedTextsXml(texts: SharedTexts): EntryWriter {
  return (push) => {
    push('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n');
    push('<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">');
    for (const text of texts.texts()) push(`<si>${textXml(text)}</si>`);
    push('</sst>');
  };
}

/** A cell's number, or null where the value is a word in a column of numbers. */
function numberOf(kind: CellKind, value: string | number): number | null {
  if (kind === 'moment' && typeof value === 'number')
    return (Math.floor(value / 60_000) * 60_000 + zoneMs) / dayMs + epochDay;
  if (kind === 'day' && typeof value === 'string') {
    const ms = Date.parse(`${value}T00:00:00Z`);
    return Number.isNaN(ms) ? null : ms / dayMs + epochDay;
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textXml(text: string): string {
  const escaped = /[&<>]/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    : text;
  return /^\s|\s$|[\n\t]/.test(text) ? `<t xml:space="preserve">${escaped}</t>` : `<t>${escaped}</t>`;
}

/** A, B, … Z, AA, … */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26);
  return `${rest === 0 ? '' : columnLetters(rest - 1)}${String.fromCharCode(65 + (index % 26))}`;
}
