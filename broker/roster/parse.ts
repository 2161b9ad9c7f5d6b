import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import { readCell } from '../../shared/domain/register/cell.ts';
import type { CellValue } from '../../shared/domain/register/column.ts';
import { type RosterColumn, rosterColumns } from '../../shared/domain/register/roster.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { RosterRow } from '../store/org-port.ts';
import { type Line, readTable, type Table } from './csv-table.ts';
import { problem } from './problem.ts';

export type ParsedRow = { readonly line: number; readonly row: RosterRow };

/** What a roster file says: its good rows, and a problem for each refused cell or row. */
export type ParsedRoster = {
  readonly rows: readonly ParsedRow[];
  readonly problems: readonly RosterProblem[];
  /** Fields that the file has a column for; the others keep what they were. */
  readonly fields: ReadonlySet<keyof RosterRow>;
};

export function parseRoster(csv: string): ParsedRoster {
  const table = readTable(csv, rosterColumns);
  if (!table.ok) return { rows: [], problems: table.error, fields: new Set() };
  const { header, lines } = table.value;
  const rows: ParsedRow[] = [];
  const problems: RosterProblem[] = [];
  for (const line of lines) {
    const read = readRow(header, line);
    if (read.ok) rows.push({ line: line.line, row: read.value });
    else problems.push(...read.error);
  }
  return { rows, problems, fields: new Set(header.flatMap((column) => column?.field ?? [])) };
}

function readRow(
  header: Table<RosterColumn>['header'],
  { line, cells }: Line,
): Result<RosterRow, RosterProblem[]> {
  const problems: RosterProblem[] = [];
  const values: Record<string, CellValue> = Object.fromEntries(
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
