import { readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { err, ok, type Result } from '../../domain/result.ts';
import { type AppError, appError, fileError } from '../app-error.ts';
import type { ProblemName } from '../problem.ts';
import { decodeText } from '../text-file.ts';
import { unpackedBytes } from './zip-size.ts';

/** What a command takes as text. */
const maxBytes = 8_000_000;
/** Unpacked; a sheet of twenty thousand rows takes some 30 MB. */
const maxUnpackedBytes = 64 * 1024 * 1024;
/** As many as the broker takes, the header and one too many. */
const maxRows = 20_002;
const maxColumns = 200;
const maxCellLength = 8_000;

type CellValue = string | number | boolean | Date | null;
type Sheet = Awaited<ReturnType<typeof readXlsx>>['sheets'][number];

/**
 * Reads a CSV (UTF-8, or UTF-16 with a byte-order mark) or the first visible sheet of an XLSX as CSV text, with rows on the
 * lines that they have in the sheet. A formula gives the value that the spreadsheet kept of it, else its text (`=…`), which no
 * import takes; dates are YYYY-MM-DD, numbers have no group separators.
 * Errors: SD-FILE-UNREADABLE, SD-SHEET-INVALID.
 */
export async function readSheetAsCsv(path: string): Promise<Result<string, AppError>> {
  const bytes = readBytes(path);
  if (!bytes.ok) return bytes;
  switch (extname(path).toLowerCase()) {
    case '.xlsx':
      return await csvOfWorkbook(path, bytes.value);
    case '.csv':
    case '.txt': {
      const decoded = decodeText(bytes.value);
      return decoded.ok ? decoded : invalid(path, 'not-utf-8');
    }
    default:
      return invalid(path, 'not-sheet');
  }
}

/** The template as an XLSX file: headers of which the first row stays in sight, every cell as text, so that codes stay. */
export async function templateXlsx(rows: readonly (readonly string[])[], name: string): Promise<Uint8Array> {
  const [header = []] = rows;
  return await writeXlsx({
    sheets: [
      {
        name,
        rows: rows.map((row) => [...row]),
        columns: header.map((title) => ({ width: Math.max(12, title.length + 2), numFmt: '@' })),
        freezePane: { rows: 1 },
      },
    ],
  });
}

function readBytes(path: string): Result<Buffer, AppError> {
  try {
    const found = statSync(path);
    if (!found.isFile()) return err(appError('SD-FILE-UNREADABLE', { path, reason: 'not-file' }));
    return found.size > maxBytes ? invalid(path, '> 8 MB') : ok(readFileSync(path));
  } catch (cause) {
    return err(fileError(cause, path, 'read'));
  }
}

/** Whatever a damaged or hostile file makes the reader throw is the file's fault. */
async function csvOfWorkbook(path: string, bytes: Uint8Array): Promise<Result<string, AppError>> {
  const unpacked = unpackedBytes(bytes);
  if (unpacked === null) return invalid(path, 'not-xlsx');
  if (unpacked > maxUnpackedBytes) return invalid(path, '> 64 MB');
  try {
    const { sheets } = await readXlsx(bytes, {
      maxRows,
      readStyles: true,
      sheets: ({ hidden, veryHidden }) => hidden !== true && veryHidden !== true,
    });
    const rows = sheets
      .map(withShownCells)
      .find((one) => one.some((row) => row.some((cell) => cell !== null)));
    if (rows === undefined) return invalid(path, 'empty');
    const csv = rows.map(csvLine).join('');
    return csv.length > maxBytes ? invalid(path, '> 8 MB') : ok(csv);
  } catch {
    return invalid(path, 'unreadable');
  }
}

/** Rows of one width: a note beside the table stands under a blank header. */
function withShownCells({ rows, cells }: Sheet): readonly (readonly CellValue[])[] {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return rows.map((row, at) =>
    Array.from({ length: width }, (_, index) => shownCell(row[index] ?? null, cells?.get(`${at},${index}`))),
  );
}

type SheetCell = NonNullable<Sheet['cells']> extends Map<string, infer C> ? C : never;

/**
 * A formula that was never worked out is no blank cell; a number formatted as `00000` is a code with its zeros, and one formatted
 * as percent is kept as a share: 99.5 % as 0.995.
 */
function shownCell(value: CellValue, cell: SheetCell | undefined): CellValue {
  if (value === null && cell?.formula !== undefined) return `=${cell.formula}`;
  const format = cell?.style?.numFmt;
  if (typeof value !== 'number' || format === undefined) return value;
  if (isPercent(format)) return `${numberText(value * 100)}%`;
  const isCode = Number.isSafeInteger(value) && value >= 0 && /^0{2,32}$/.test(format);
  return isCode ? String(value).padStart(format.length, '0') : value;
}

/** A sign that is quoted or escaped is text beside the number as it is (ECMA-376 §18.8.31). */
function isPercent(format: string): boolean {
  return format.replace(/"[^"]*"|\\./g, '').includes('%');
}

function csvLine(row: readonly CellValue[]): string {
  return `${row.slice(0, maxColumns).map(csvCell).join(',')}\n`;
}

/** One line a row: line breaks inside of cells become blanks. */
function csvCell(value: CellValue): string {
  const text = textOf(value)
    .replace(/[\r\n]+/g, ' ')
    .slice(0, maxCellLength);
  return `"${text.replaceAll('"', '""')}"`;
}

function textOf(value: CellValue): string {
  if (value === null) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
  return typeof value === 'number' ? numberText(value) : String(value);
}

/** A spreadsheet keeps 15 digits of a number: what a longer code was, nobody knows. */
const mostExact = 999_999_999_999_999;

/** Three decimals would read as a group of thousands: they get a fourth. */
function numberText(value: number): string {
  if (Math.abs(value) > mostExact) return value.toExponential();
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  const text = String(Number(value.toFixed(6)));
  return /\.\d{3}$/.test(text) ? `${text}0` : text;
}

function invalid(path: string, reason: ProblemName | `> ${number} MB`): Result<never, AppError> {
  return err(appError('SD-SHEET-INVALID', { path, reason }));
}
