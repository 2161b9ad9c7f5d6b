import type { Text } from '../../../shared/text/text.ts';
import { dayText } from '../../rows/words-column.ts';
import type { ExportInput } from '../export-kind.ts';
import { cellText } from './cell-text.ts';
import type { CellKind, CellValue, DataSheet } from './data-sheet.ts';

const encoder = new TextEncoder();
const byteOrderMark = '\uFEFF';
const piecesAtOnce = 4_096;

/**
 * Sheets under each other in one CSV file (RFC 4180, CRLF): the heading, then of each its name, its header, its rows and
 * totals. Numbers have no group separators, ratios the language's decimal sign.
 */
export function csvBook(
  heading: readonly (readonly string[])[],
  sheets: readonly DataSheet[],
  { csv, text }: Pick<ExportInput, 'csv' | 'text'>,
): Uint8Array {
  const line = (cells: readonly string[]): string =>
    `${cells.map((cell) => quoted(cell, csv.separator)).join(csv.separator)}\r\n`;
  const pieces: Uint8Array[] = [encoder.encode(csv.bom ? byteOrderMark : '')];
  let lines: string[] = [];
  const flush = (): void => {
    pieces.push(encoder.encode(lines.join('')));
    lines = [];
  };
  const add = (cells: readonly string[]): void => {
    lines.push(line(cells));
    if (lines.length >= piecesAtOnce) flush();
  };
  for (const cells of heading) add(cells.map(cellText));
  for (const [index, sheet] of sheets.entries()) {
    add([]);
    if (index > 0) add([cellText(`[${sheet.name}]`)]);
    for (const cells of linesOf(sheet, text)) add(cells);
  }
  flush();
  return Buffer.concat(pieces);
}

function* linesOf(sheet: DataSheet, text: Text): Generator<readonly string[]> {
  const { columns, rowCount } = sheet;
  yield columns.map(({ label }) => label);
  for (let row = 0; row < rowCount; row++) {
    yield columns.map(({ kind }, column) => cellWords(kind, sheet.words(row, column), text));
  }
  for (const total of sheet.totals)
    yield columns.map(({ id, kind }) => cellWords(kind, total[id] ?? null, text));
}

function cellWords(kind: CellKind, value: CellValue, text: Text): string {
  if (value === null) return '';
  if (typeof value === 'string') return kind === 'day' ? dayText(value, text) : cellText(value);
  if (kind === 'moment') return text.dateTime(value);
  return Number.isInteger(value) ? String(value) : decimal(value, text);
}

/** As the language writes it, without groups of thousands. */
function decimal(value: number, text: Text): string {
  const plain = String(value);
  return text.language === 'vi' ? plain.replace('.', ',') : plain;
}

function quoted(cell: string, separator: string): string {
  return cell.includes('"') || cell.includes(separator) || /[\r\n]/.test(cell)
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
}
