import { schoolCodePattern } from '../../shared/domain/ids.ts';
import { dutyWords, type LineColumn, mediumWords } from '../../shared/domain/line/line-columns.ts';
import { type NumberReason, readNumber } from '../../shared/domain/line/line-number.ts';
import { fold, namesOf, tidy } from '../../shared/domain/register/fold.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';

export type LineCellReason =
  | NumberReason
  | 'missing'
  | 'too-long'
  | 'bad-code'
  | 'bad-line-id'
  | 'spreadsheet-number'
  | 'unknown-medium'
  | 'unknown-duty'
  | 'bad-date';

const media = namesOf(mediumWords);
const duties = namesOf(dutyWords);

/** Reads one cell of a list of lines. A blank one says nothing (null) unless the column is required. */
export function readLineCell(
  column: LineColumn,
  raw: string,
): Result<string | number | null, LineCellReason> {
  // A spreadsheet writes `'` before a number that is text.
  const cell = tidy(raw).replace(/^'/, '');
  if (cell === '') return column.isRequired === true ? err('missing') : ok(null);
  const { holds } = column;
  switch (holds.kind) {
    case 'line-id':
      return readCode(cell, /^[A-Za-z0-9._-]{1,40}$/, 'bad-line-id');
    case 'code':
      return readCode(cell, schoolCodePattern, 'bad-code');
    case 'medium':
      return named(media, cell, 'unknown-medium');
    case 'duty':
      return named(duties, cell, 'unknown-duty');
    case 'date':
      return readDate(cell);
    case 'number':
      return readNumber(withoutUnit(cell, holds.units), holds);
    case 'text':
      return cell.length > holds.maxLength ? err('too-long') : ok(cell);
  }
}

function readCode<R extends LineCellReason>(
  cell: string,
  pattern: RegExp,
  reason: R,
): Result<string, R | 'spreadsheet-number'> {
  if (/^\d(?:[.,]\d+)?E\+\d+$/i.test(cell)) return err('spreadsheet-number');
  return pattern.test(cell) ? ok(cell) : err(reason);
}

function named<R extends LineCellReason>(
  names: ReadonlyMap<string, string>,
  cell: string,
  reason: R,
): Result<string, R> {
  const name = names.get(fold(cell));
  return name === undefined ? err(reason) : ok(name);
}

/** `200 Mbps`, `1.250.000 đ`: the longest unit first, so that `Mb/s` leaves no `/s`. */
function withoutUnit(cell: string, units: readonly string[]): string {
  const lower = cell.toLowerCase();
  const unit = units.toSorted((a, b) => b.length - a.length).find((one) => lower.endsWith(one));
  return unit === undefined ? cell : cell.slice(0, -unit.length).trim();
}

/** Day before month, as everywhere in Vietnam, or year first; a day that the calendar has, between 2000 and 2099. */
function readDate(cell: string): Result<string, 'bad-date'> {
  const dayFirst = /^(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)$/.exec(cell);
  const yearFirst = /^(20\d\d)[/.-](\d{1,2})[/.-](\d{1,2})$/.exec(cell);
  const [year, month, day] = dayFirst?.slice(1).toReversed() ?? yearFirst?.slice(1) ?? [];
  if (year === undefined || month === undefined || day === undefined) return err('bad-date');
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? ok(text) : err('bad-date');
}
