import { isDeepStrictEqual } from 'node:util';
import type { LineWish } from '../../shared/contract/line-kinds.ts';
import type { LineEntry } from '../../shared/contract/line-rows.ts';
import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import { readLineCell } from '../../shared/domain/line/line-cell.ts';
import { type LineColumn, type LineField, lineColumns } from '../../shared/domain/line/line-columns.ts';
import { isAutoLineId } from '../../shared/domain/line/line-id.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type Line, readTable, strayCells, type Table } from './csv-table.ts';
import { problem, type RowReason } from './problem.ts';
import { wishedLine } from './wished-line.ts';

/** More lines than any school has. */
export const maxLinesPerSchool = 40;

/** What is known where a file is imported. */
export type KnownLines = {
  readonly entry: (lineId: string) => LineEntry | null;
  readonly linesOfSchool: (schoolCode: string) => number;
  /** Why lines of a school may not be entered here, or null. */
  readonly whyNot: (schoolCode: string) => 'unknown-school' | 'outside-unit' | null;
  /** The code that a school has today. */
  readonly todaysCode?: (schoolCode: string) => string;
};

export type LineChange = {
  readonly lineId: string;
  readonly field: LineField;
  readonly before: string;
  readonly after: string;
};

/** What a file would do: everything that it says, or, where it has a problem, nothing. */
export type LinePlan = {
  readonly rows: number;
  /** Every line that the file names. */
  readonly lineIds: readonly string[];
  readonly added: readonly LineEntry[];
  readonly changed: readonly LineEntry[];
  readonly unchanged: number;
  readonly changes: readonly LineChange[];
  readonly problems: readonly RosterProblem[];
};

type ReadRow = { readonly line: number; readonly wish: LineWish };
type Planned = { readonly before: LineEntry | null; readonly after: LineEntry };

/**
 * Plans the import of a list of lines: rows with a known id change that line, others add one. A blank cell and a column that
 * the file lacks change nothing; a line that the file lacks stays. The same file again changes nothing.
 */
export function planLines(csv: string, known: KnownLines): LinePlan {
  const table = readTable(csv, lineColumns);
  if (!table.ok) return { ...nothing, problems: table.error };
  const { header, lines } = table.value;
  const read = lines.map((line) => readRow(header, line));
  const rows = read.flatMap((row) => (row.ok ? [row.value] : []));
  const planned = rows.map((row) => planRow(row, known));
  const problems = [...read, ...planned]
    .flatMap((one) => (one.ok ? [] : one.error))
    .concat(repeated(rows), crowded(rows, known))
    .sort((a, b) => a.line - b.line);
  if (problems.length > 0) return { ...nothing, rows: lines.length, problems };
  const done = planned.flatMap((one) => (one.ok ? [one.value] : []));
  const changed = done.filter(({ before, after }) => before !== null && !isDeepStrictEqual(before, after));
  const added = done.filter(({ before }) => before === null);
  return {
    rows: lines.length,
    lineIds: done.map(({ after }) => after.lineId),
    added: added.map(({ after }) => after),
    changed: changed.map(({ after }) => after),
    unchanged: done.length - added.length - changed.length,
    changes: [...added, ...changed].flatMap(changesOf),
    problems: [],
  };
}

const nothing: LinePlan = {
  rows: 0,
  lineIds: [],
  added: [],
  changed: [],
  unchanged: 0,
  changes: [],
  problems: [],
};

function readRow(
  header: Table<LineColumn>['header'],
  { line, cells }: Line,
): Result<ReadRow, readonly RosterProblem[]> {
  const problems = strayCells(header, { line, cells });
  const values: Partial<Record<LineField, string | number>> = {};
  for (const [column, raw] of spreadRates(header, cells)) {
    const read = readLineCell(column, raw);
    if (!read.ok) problems.push(problem(line, column.header, read.error, raw.trim()));
    else if (read.value !== null) values[column.field] = read.value;
  }
  // Each value was read as its column holds it, and the required id is among them.
  return problems.length > 0 ? err(problems) : ok({ line, wish: values as unknown as LineWish });
}

/** Cells by their columns. A contract's `200/100 Mbps` under the downward rate tells both, where the other cell is blank. */
function spreadRates(
  header: Table<LineColumn>['header'],
  cells: readonly string[],
): readonly (readonly [LineColumn, string])[] {
  const named = header.flatMap((column, index) =>
    column === null ? [] : [[column, cells[index] ?? ''] as const],
  );
  const cellOf = (wanted: LineField) => named.find(([{ field }]) => field === wanted)?.[1].trim() ?? '';
  const both = cellOf('downMbps');
  const slash = both.search(/\/\s*\d/);
  const [down, up] = [both.slice(0, Math.max(0, slash)), both.slice(slash + 1)];
  if (!/\d/.test(down) || cellOf('upMbps') !== '') return named;
  const rates: Partial<Record<LineField, string>> = { downMbps: down, upMbps: up };
  return [
    ...named.filter(([{ field }]) => rates[field] === undefined),
    ...lineColumns.flatMap((column) => {
      const rate = rates[column.field];
      return rate === undefined ? [] : [[column, rate] as const];
    }),
  ];
}

function planRow(
  { line, wish: read }: ReadRow,
  known: KnownLines,
): Result<Planned, readonly RosterProblem[]> {
  const refused = (field: LineField, reason: RowReason, value = '') =>
    err([problem(line, headerOf(field), reason, value)]);
  const wish =
    read.schoolCode === undefined || known.todaysCode === undefined
      ? read
      : { ...read, schoolCode: known.todaysCode(read.schoolCode) };
  const before = known.entry(wish.lineId);
  if (before !== null && wish.schoolCode !== undefined && wish.schoolCode !== before.schoolCode) {
    return refused('lineId', 'line-elsewhere', wish.lineId);
  }
  if (isAutoLineId(wish.lineId)) return refused('lineId', 'reserved-line-id', wish.lineId);
  const after = wishedLine(wish, before);
  if (!after.ok) return refused(after.error, 'missing');
  const why = known.whyNot(after.value.schoolCode);
  return why === null
    ? ok({ before, after: after.value })
    : refused('schoolCode', why, after.value.schoolCode);
}

/** One row for each line. */
function repeated(rows: readonly ReadRow[]): RosterProblem[] {
  const first = new Map<string, number>();
  return rows.flatMap(({ line, wish: { lineId } }) => {
    const before = first.get(lineId);
    if (before !== undefined) return [problem(line, headerOf('lineId'), 'repeated-line', String(before))];
    first.set(lineId, line);
    return [];
  });
}

function crowded(rows: readonly ReadRow[], known: KnownLines): RosterProblem[] {
  const isNew = ({ wish }: ReadRow): boolean => known.entry(wish.lineId) === null;
  return [...Map.groupBy(rows.filter(isNew), ({ wish }) => wish.schoolCode ?? '')].flatMap(
    ([schoolCode, added]) => {
      const [over] = added.slice(Math.max(0, maxLinesPerSchool - known.linesOfSchool(schoolCode)));
      if (over === undefined) return [];
      return [problem(over.line, headerOf('schoolCode'), 'too-many-lines', String(maxLinesPerSchool))];
    },
  );
}

function changesOf({ before, after }: Planned): LineChange[] {
  return lineColumns.flatMap(({ field }) => {
    const [was, is] = [before?.[field], after[field]];
    if (was === is || field === 'lineId') return [];
    return [{ lineId: after.lineId, field, before: String(was ?? ''), after: String(is ?? '') }];
  });
}

function headerOf(field: LineField): string {
  return lineColumns.find((column) => column.field === field)?.header ?? field;
}
