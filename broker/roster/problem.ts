import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import type { NumberReason } from '../../shared/domain/line/line-number.ts';

/** Why a cell is refused; `roster.<reason>` of shared/text says it in words. */
export type CellReason =
  | 'missing'
  | 'too-long'
  | 'bad-code'
  | 'spreadsheet-number'
  | 'unknown-level'
  | 'several-levels'
  | 'thousands-separator'
  | 'negative'
  | 'fractional'
  | 'not-a-number'
  | 'out-of-range';

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
  | 'duplicate'
  | 'contradicts'
  | 'more-than-students'
  | 'unknown-role'
  | 'unknown-state'
  | 'unknown-machine'
  | 'ambiguous-machine'
  | 'repeated-machine'
  | LineReason;

/** Of a list of lines. */
type LineReason =
  | NumberReason
  | 'bad-line-id'
  | 'unknown-medium'
  | 'unknown-duty'
  | 'bad-date'
  | 'unknown-school'
  | 'outside-unit'
  | 'line-elsewhere'
  | 'repeated-line'
  | 'too-many-lines';

const maxShownLength = 100;

/** A problem in the contract's bounds. */
export function problem(line: number, column: string, reason: RowReason, value: string): RosterProblem {
  return { line, column: column.slice(0, 64), reason, value: value.slice(0, maxShownLength) };
}
