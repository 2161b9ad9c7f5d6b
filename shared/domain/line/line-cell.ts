import { schoolCodePattern } from '../ids.ts';
import { formulaFault } from '../register/cell.ts';
import { fold, namesOf, tidy } from '../register/fold.ts';
import { err, ok, type Result } from '../result.ts';
import { dutyWords, type LineColumn, mediumWords } from './line-columns.ts';
import { type NumberReason, readNumber } from './line-number.ts';

export type LineCellReason =
  | NumberReason
  | 'missing'
  | 'formula'
  | 'formula-error'
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
  // An export puts `'` before a text that begins like one.
  const fault = formulaFault(raw.trim());
  if (fault !== null) return err(fault);
  const { holds } = column;
  switch (holds.kind) {
    case 'line-id':
      return readCode(cell, /^[A-Za-z0-9._-]{1,40}$/, 'bad-line-id');
    case 'code':
      return readCode(cell, schoolCodePattern, 'bad-code');
    case 'medium':
      return readMedium(cell);
    case 'duty':
      return named(duties, cell, 'unknown-duty');
    case 'date':
      return readDate(cell);
    case 'number':
      return readAmount(cell, holds);
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

/** `Cáp quang (FTTH)` says one thing twice; `Cáp quang/4G` says two things. */
function readMedium(cell: string): Result<string, 'unknown-medium'> {
  const whole = named(media, cell, 'unknown-medium');
  if (whole.ok) return whole;
  const parts = cell.split(/[()/,;+–]| - /).filter((part) => part.trim() !== '');
  const names = new Set(parts.map((part) => media.get(fold(part))));
  const [name] = names;
  return name === undefined || names.size > 1 ? whole : ok(name);
}

type Amount = Extract<LineColumn['holds'], { readonly kind: 'number' }>;

/** `200 Mbps`, `1 Gb/s`, `350.000 đ/tháng`: a number and, after it, a unit. */
function readAmount(cell: string, { units, ...range }: Amount): Result<number, NumberReason> {
  const [, number = cell, tail = ''] = /^(.*\d)\s*(\D+)$/.exec(cell) ?? [];
  if (tail === '') return readNumber(number, range);
  const factor = Object.entries(units).find(([unit]) => bare(unit) === bare(tail))?.[1];
  if (factor === undefined) return err('not-a-number');
  const read = readNumber(number, { ...range, min: range.min / factor, max: range.max / factor });
  // 1.001 Gb/s is 1001 Mb/s, to six places.
  return read.ok ? ok(Number((read.value * factor).toFixed(6))) : read;
}

/** Without marks, case and blanks; its signs count: `Đ / tháng` is `d/thang`. */
function bare(unit: string): string {
  return unit
    .normalize('NFD')
    .replace(/[\p{M}\s]/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd');
}

/** The days of 2000 to 2099 as a spreadsheet counts them: 1 is the first of 1900, and 1900 has a 29 February. */
const serials = { from: 36_526, to: 73_050 };
const serialZeroMs = Date.UTC(1899, 11, 30);

/**
 * Day before month, as everywhere in Vietnam, or year first; a day that the calendar has, between 2000 and 2099. A spreadsheet
 * may add midnight, or keep the day as its number.
 */
function readDate(cell: string): Result<string, 'bad-date'> {
  const serial = /^\d{5}$/.test(cell) ? Number(cell) : Number.NaN;
  if (serial >= serials.from && serial < serials.to)
    return ok(new Date(serialZeroMs + serial * 86_400_000).toISOString().slice(0, 10));
  const date = cell.replace(/[ T]0?0:00(?::00)?$/, '');
  const dayFirst = /^(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)$/.exec(date);
  const yearFirst = /^(20\d\d)[/.-](\d{1,2})[/.-](\d{1,2})$/.exec(date);
  const [year, month, day] = dayFirst?.slice(1).toReversed() ?? yearFirst?.slice(1) ?? [];
  if (year === undefined || month === undefined || day === undefined) return err('bad-date');
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? ok(text) : err('bad-date');
}
