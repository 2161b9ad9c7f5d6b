import { CsvError, parse } from 'csv-parse/sync';
import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import { fold } from '../../shared/domain/register/fold.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { problem, type TableReason } from './problem.ts';

/** A column that a file may have, by the headers it is known by. */
export type NamedColumn = {
  /** The stable header; the Vietnamese one stands first among the others. */
  readonly header: string;
  readonly others: readonly string[];
  readonly isRequired?: true;
};

export type Line = { readonly line: number; readonly cells: readonly string[] };

/** A file's rows, and for each of its columns which one it is; null for a column of the school's own. */
export type Table<C> = {
  readonly header: readonly (C | null)[];
  /** Headers of the columns that are none of ours, as written. */
  readonly ignored: readonly string[];
  readonly lines: readonly Line[];
};

/** The 20,000 rows are ten provinces of schools; anything above is no list of schools or machines. */
const maxRows = 20_000;
const maxRecordLength = 16_384;

/** Blank ones and breaks inside cells count too: each costs the parser as much as a row. */
const maxTextLines = 200_000;

/** A title and a line or two about the school year may stand above the header. */
const maxTitleLines = 10;

/**
 * Reads a CSV text; `,` `;` or tab apart. Its header is the first of its first lines that names every required column, in any
 * order; what stands above is a title.
 */
export function readTable<C extends NamedColumn>(
  csv: string,
  columns: readonly C[],
): Result<Table<C>, readonly RosterProblem[]> {
  // One kind of line break: the parser counts a quoted CR LF as two lines.
  const text = withoutBlankEnd(csv.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'));
  const byName = columnsByName(columns);
  const headerOf = (cells: readonly string[]) => cells.map((cell) => byName.get(fold(cell)) ?? null);
  /** How many columns a line names; none where it is no header. */
  const named = (cells: readonly string[]): number => {
    const header = headerOf(cells);
    return missingFrom(columns, header).length > 0 ? 0 : header.filter((column) => column !== null).length;
  };
  const lines = readLines(text, delimiterOf(text, named));
  if (!lines.ok) return err([lines.error]);
  const at = lines.value.slice(0, maxTitleLines).findIndex(({ cells }) => named(cells) > 0);
  const [first, ...rest] = lines.value.slice(Math.max(0, at));
  if (first === undefined) return err([problem(1, '', 'empty', '')]);
  const header = headerOf(first.cells);
  const problems = checkHeader(columns, header, first);
  return problems.length > 0
    ? err(problems)
    : ok({
        header,
        ignored: ignoredIn(first.cells, header),
        lines: rest.filter((line) => saysAnything(header, line)),
      });
}

/** A running number beside an empty row, and who signs below the list, stand in columns of the school's own. */
function saysAnything(header: Table<unknown>['header'], { cells }: Line): boolean {
  return cells.some((cell, index) => header[index] !== null && cell.trim() !== '');
}

function ignoredIn(cells: readonly string[], header: Table<unknown>['header']): string[] {
  return cells.map((cell) => cell.trim()).filter((cell, index) => cell !== '' && header[index] === null);
}

/**
 * Cells beyond the header: a separator inside an unquoted cell ("1,500") moves every cell after it, and no figure of such a
 * row can be trusted.
 */
export function strayCells(header: Table<unknown>['header'], { line, cells }: Line): RosterProblem[] {
  const stray = cells.slice(header.length).find((cell) => cell.trim() !== '');
  return stray === undefined ? [] : [problem(line, '', 'stray-cell', stray.trim())];
}

/** More than a header with its titles is long. */
const maxHeadLength = 65_536;

/** Headers of a list's columns that are none of ours: a misspelt one would otherwise change nothing without a word. */
export function ignoredColumns(csv: string, columns: readonly NamedColumn[]): string[] {
  const head = csv.slice(0, maxHeadLength).split(/\r\n|\r|\n/, maxTitleLines + 2);
  const table = readTable(head.join('\n'), columns);
  return table.ok ? table.value.ignored.slice(0, 100).map((name) => name.slice(0, 100)) : [];
}

/** Columns by every header they are known by, folded. */
export function columnsByName<C extends NamedColumn>(columns: readonly C[]): Map<string, C> {
  return new Map(
    columns.flatMap((column) =>
      [column.header, ...column.others].map((header) => [fold(header), column] as const),
    ),
  );
}

/** A spreadsheet may keep a million rows of separators below its last one. */
function withoutBlankEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \n;,\t'.includes(text.charAt(end - 1))) end--;
  const lineEnd = text.indexOf('\n', end);
  return lineEnd === -1 ? text : text.slice(0, lineEnd + 1);
}

function hasTooManyLines(text: string): boolean {
  let at = -1;
  for (let count = 0; count < maxTextLines; count++) {
    at = text.indexOf('\n', at + 1);
    if (at === -1) return false;
  }
  return true;
}

function readLines(csv: string, delimiter: string): Result<readonly Line[], RosterProblem> {
  if (csv.includes('\0')) return err(problem(1, '', 'not-csv', ''));
  const tooMany = problem(maxRows + 2, '', 'too-many-rows', String(maxRows));
  if (hasTooManyLines(csv)) return err(tooMany);
  try {
    const records = parse(csv, {
      delimiter,
      info: true,
      raw: true,
      relax_column_count: true,
      skip_records_with_empty_values: true,
      max_record_size: maxRecordLength,
      to: maxRows + 2,
    }) as unknown as readonly CsvRecord[];
    if (records.length > maxRows + 1) return err(tooMany);
    return ok(
      records.map(({ record, raw, info }) => ({ line: info.lines - innerBreaks(raw), cells: record })),
    );
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = Number('lines' in cause ? cause.lines : 1);
    return err(problem(Number.isFinite(line) ? line : 1, '', brokenReason(cause.code), ''));
  }
}

type CsvRecord = {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: { readonly lines: number };
};

function brokenReason(code: string): TableReason {
  if (code.includes('QUOTE')) return 'broken-quotes';
  return code === 'CSV_MAX_RECORD_SIZE' ? 'too-long' : 'not-csv';
}

/** Line breaks inside a record's quoted cells: a problem names the line where the record begins. */
function innerBreaks(raw: string): number {
  return raw.replace(/^\n+|\n+$/g, '').split('\n').length - 1;
}

/** The one of `;`, tab and `,` by which a line names most columns, else that which the first line has most of. */
function delimiterOf(csv: string, named: (cells: readonly string[]) => number): string {
  const delimiters = [';', '\t', ','];
  const lines = csv.slice(0, maxRecordLength).split('\n', maxTitleLines);
  const best = (score: (delimiter: string) => number): string =>
    delimiters.reduce((before, next) => (score(next) > score(before) ? next : before));
  const columnsBy = (delimiter: string): number =>
    Math.max(...lines.map((line) => named(line.split(delimiter))));
  const found = best(columnsBy);
  return columnsBy(found) > 0 ? found : best((delimiter) => (lines[0] ?? '').split(delimiter).length);
}

function missingFrom<C extends NamedColumn>(
  columns: readonly C[],
  header: readonly (C | null)[],
): readonly C[] {
  return columns.filter((column) => column.isRequired === true && !header.includes(column));
}

function checkHeader<C extends NamedColumn>(
  columns: readonly C[],
  header: Table<C>['header'],
  { line, cells }: Line,
): RosterProblem[] {
  const isUnknown = header.every((column) => column === null);
  const needed = missingFrom(columns, header);
  const missing = isUnknown && needed.length === 0 ? columns.slice(0, 1) : needed;
  const repeated = header.flatMap((column, index) =>
    column !== null && header.indexOf(column) !== index
      ? [problem(line, column.header, 'repeated-column', cells[index] ?? '')]
      : [],
  );
  return [...missing.map((column) => problem(line, column.header, 'missing-column', '')), ...repeated];
}
