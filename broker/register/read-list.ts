import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import { readCell } from '../../shared/domain/register/cell.ts';
import type {
  CellValue,
  RegisterColumn,
  RegisterRow,
  RegisterTable,
} from '../../shared/domain/register/column.ts';
import { stableCell } from '../../shared/domain/register/list-file.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type Line, readTable, strayCells } from '../roster/csv-table.ts';
import { problem } from '../roster/problem.ts';

/** One row as a file tells it: every field of the table, null where the file says nothing. */
export type ListedRow = { readonly line: number; readonly row: RegisterRow };

export type ReadList = {
  readonly rows: readonly ListedRow[];
  readonly problems: readonly RosterProblem[];
  /** Fields that the file has a column for; the others keep what they were. */
  readonly fields: ReadonlySet<string>;
};

/** Reads a list of a register: its good rows, and a problem for each refused cell or row. */
export function readList(table: RegisterTable, csv: string): ReadList {
  const read = readTable(csv, table.columns);
  if (!read.ok) return { rows: [], problems: read.error, fields: new Set() };
  const { header, lines } = read.value;
  const done = lines.map((line) => readRow(table, header, line));
  return {
    rows: done.flatMap((one) => (one.ok ? [one.value] : [])),
    problems: done.flatMap((one) => (one.ok ? [] : one.error)),
    fields: new Set(header.flatMap((column) => column?.field ?? [])),
  };
}

function readRow(
  table: RegisterTable,
  header: readonly (RegisterColumn | null)[],
  { line, cells }: Line,
): Result<ListedRow, readonly RosterProblem[]> {
  const problems = strayCells(header, { line, cells });
  const values: Record<string, CellValue> = Object.fromEntries(
    table.columns.map(({ field }) => [field, null]),
  );
  header.forEach((column, index) => {
    if (column === null) return;
    const raw = cells[index] ?? '';
    const read = readCell(column, raw);
    if (read.ok) values[column.field] = read.value;
    else problems.push(problem(line, column.header, read.error, raw.trim()));
  });
  if (problems.length > 0) return err(problems);
  if (isExample(table, values, header)) return err([problem(line, '', 'example-row', '')]);
  return ok({ line, row: values });
}

/** The row that the template came with. */
function isExample(
  { example }: RegisterTable,
  row: RegisterRow,
  header: readonly (RegisterColumn | null)[],
): boolean {
  return header.every(
    (column) =>
      column === null || stableCell(row[column.field] ?? null) === stableCell(example[column.field] ?? null),
  );
}
