import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import type { NumberReason } from '../../shared/domain/line/line-number.ts';
import type { CellReason } from '../../shared/domain/register/cell.ts';
import type { RegisterTable, RowFaultReason } from '../../shared/domain/register/column.ts';

/** Why a file cannot be read as a table. */
export type TableReason =
  | 'empty'
  | 'not-csv'
  | 'broken-quotes'
  | 'too-long'
  | 'missing-column'
  | 'repeated-column'
  | 'too-many-rows';

/** Why a row or a file is refused; `roster.<reason>` of shared/text says it in words. */
export type RowReason =
  | CellReason
  | TableReason
  | RowFaultReason
  | 'stray-cell'
  | 'duplicate'
  | 'contradicts'
  | 'unknown-role'
  | 'unknown-state'
  | 'unknown-machine'
  | 'ambiguous-machine'
  | 'repeated-machine'
  | LineReason
  | ListReason;

/** Of a list of lines. */
type LineReason =
  | NumberReason
  | 'bad-line-id'
  | 'reserved-line-id'
  | 'unknown-medium'
  | 'unknown-duty'
  | 'unknown-school'
  | 'outside-unit'
  | 'line-elsewhere'
  | 'repeated-line'
  | 'too-many-lines';

/** Of any other register. */
type ListReason =
  | 'repeated-row'
  | 'unknown-site'
  | 'example-row'
  | 'code-in-use'
  | 'unknown-parent'
  | 'ambiguous-parent'
  | 'wrong-parent'
  | 'in-use'
  | 'bad-json'
  | 'bad-norm';

const maxShownLength = 100;

/** A problem in the contract's bounds. */
export function problem(line: number, column: string, reason: RowReason, value: string): RosterProblem {
  return { line, column: column.slice(0, 64), reason, value: value.slice(0, maxShownLength) };
}

/** The stable header of a field. */
export function headerOf({ columns }: Pick<RegisterTable, 'columns'>, field: string): string {
  return columns.find((column) => column.field === field)?.header ?? field;
}
