import { CsvError, parse } from 'csv-parse/sync';
import type { RosterProblem } from '../../shared/contract/query-kinds.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { RosterRow } from '../store/org-port.ts';
import { type CellReason, readCell } from './cell.ts';
import { columnNamed, type RosterColumn, rosterColumns } from './columns.ts';

/** Why a row or the file is refused; `roster.<reason>` of shared/text says it in words. */
export type RosterReason =
  | CellReason
  | 'empty'
  | 'not-csv'
  | 'broken-quotes'
  | 'missing-column'
  | 'repeated-column'
  | 'too-many-rows'
  | 'duplicate'
  | 'contradicts'
  | 'more-than-students';

export type ParsedRow = { readonly line: number; readonly row: RosterRow };

/** What a roster file says: its good rows, and a problem for each refused cell or row. */
export type ParsedRoster = {
  readonly rows: readonly ParsedRow[];
  readonly problems: readonly RosterProblem[];
  /** Fields that the file has a column for; the others keep what they were. */
  readonly fields: ReadonlySet<keyof RosterRow>;
};

const maxRows = 20_000;
const maxRecordLength = 16_384;
const maxShownLength = 100;

type Line = { readonly line: number; readonly cells: readonly string[] };
type Header = readonly (RosterColumn | null)[];

/** The 20,000 rows are ten provinces of schools; anything above is not a roster. */
export function parseRoster(csv: string): ParsedRoster {
  // One kind of line break: the parser counts a quoted CR LF as two lines.
  const lines = readLines(csv.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'));
  if (!lines.ok) return refusedFile(lines.error);
  const [first, ...rest] = lines.value;
  if (first === undefined) return refusedFile(problem(1, '', 'empty', ''));
  const header = first.cells.map(columnNamed);
  const headerProblems = checkHeader(header, first);
  if (headerProblems.length > 0) return { rows: [], problems: headerProblems, fields: new Set() };
  const rows: ParsedRow[] = [];
  const problems: RosterProblem[] = [];
  for (const line of rest) {
    const read = readRow(header, line);
    if (read.ok) rows.push({ line: line.line, row: read.value });
    else problems.push(...read.error);
  }
  return { rows, problems, fields: new Set(header.flatMap((column) => column?.field ?? [])) };
}

/** A problem in the contract's bounds. */
export function problem(line: number, column: string, reason: RosterReason, value: string): RosterProblem {
  return { line, column: column.slice(0, 64), reason, value: value.slice(0, maxShownLength) };
}

function refusedFile(one: RosterProblem): ParsedRoster {
  return { rows: [], problems: [one], fields: new Set() };
}

function readLines(csv: string): Result<readonly Line[], RosterProblem> {
  if (csv.includes('\0')) return err(problem(1, '', 'not-csv', ''));
  try {
    const records = parse(csv, {
      delimiter: delimiterOf(csv),
      info: true,
      raw: true,
      relax_column_count: true,
      skip_records_with_empty_values: true,
      max_record_size: maxRecordLength,
      to: maxRows + 2,
    }) as unknown as readonly CsvRecord[];
    if (records.length > maxRows + 1) return err(problem(maxRows + 2, '', 'too-many-rows', String(maxRows)));
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

function brokenReason(code: string): RosterReason {
  if (code.includes('QUOTE')) return 'broken-quotes';
  return code === 'CSV_MAX_RECORD_SIZE' ? 'too-long' : 'not-csv';
}

/** Line breaks inside a record's quoted cells: a problem names the line where the record begins. */
function innerBreaks(raw: string): number {
  return raw.replace(/^\n+|\n+$/g, '').split('\n').length - 1;
}

/** The one of `;`, tab and `,` that the header line has most of. */
function delimiterOf(csv: string): string {
  const header = csv.slice(0, maxRecordLength).split('\n', 1)[0] ?? '';
  const count = (delimiter: string): number => header.split(delimiter).length;
  return [';', '\t', ','].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function checkHeader(header: Header, { line, cells }: Line): RosterProblem[] {
  const missing = rosterColumns.filter((column) => column.isRequired === true && !header.includes(column));
  const repeated = header.flatMap((column, index) =>
    column !== null && header.indexOf(column) !== index
      ? [problem(line, column.header, 'repeated-column', cells[index] ?? '')]
      : [],
  );
  return [...missing.map((column) => problem(line, column.header, 'missing-column', '')), ...repeated];
}

function readRow(header: Header, { line, cells }: Line): Result<RosterRow, RosterProblem[]> {
  const problems: RosterProblem[] = [];
  const values: Record<string, string | number | null> = Object.fromEntries(
    rosterColumns.map(({ field }) => [field, null]),
  );
  header.forEach((column, index) => {
    if (column === null) return;
    const raw = cells[index] ?? '';
    const read = readCell(column, raw);
    if (read.ok) values[column.field] = read.value;
    else problems.push(problem(line, column.header, read.error, raw.trim()));
  });
  if (problems.length > 0) return err(problems);
  // Every field is set above, from its own column's kind.
  const row = values as unknown as RosterRow;
  const { students, informaticsStudents } = row;
  if (students !== null && informaticsStudents !== null && informaticsStudents > students) {
    return err([problem(line, 'informatics_students', 'more-than-students', String(informaticsStudents))]);
  }
  return ok(row);
}
