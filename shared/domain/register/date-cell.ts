import { err, ok, type Result } from '../result.ts';

/** Day before month, as everywhere in Vietnam, or year first; a day that the calendar has, between 1980 and 2099. Gives YYYY-MM-DD. */
export function readDate(cell: string): Result<string, 'bad-date'> {
  const dayFirst = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(cell);
  const yearFirst = /^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$/.exec(cell);
  const [year, month, day] = dayFirst?.slice(1).toReversed() ?? yearFirst?.slice(1) ?? [];
  if (year === undefined || month === undefined || day === undefined) return err('bad-date');
  return dayOf(year, month, day);
}

export function readYear(cell: string): Result<number, 'bad-year'> {
  return /^(?:19[89]\d|20\d\d)$/.test(cell) ? ok(Number(cell)) : err('bad-year');
}

/** A day of every year: `30/9`, or a whole date of which the year says nothing. Gives MM-DD. */
export function readMonthDay(cell: string): Result<string, 'bad-month-day'> {
  const [, day = '', month = ''] = /^(\d{1,2})[/.](\d{1,2})$/.exec(cell) ?? [];
  const monthFirst = /^(\d\d)-(\d\d)$/.exec(cell);
  // Every year has it: the 29th of February is no deadline.
  const text = monthFirst === null ? `${day}/${month}/2023` : `2023-${cell}`;
  const read = readDate(/\d{4}/.test(cell) ? cell : text);
  if (!read.ok || read.value.endsWith('02-29')) return err('bad-month-day');
  return ok(read.value.slice(5));
}

function dayOf(year: string, month: string, day: string): Result<string, 'bad-date'> {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const isNear = Number(year) >= 1980 && Number(year) <= 2099;
  const at = new Date(`${text}T00:00:00Z`);
  const isDay = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
  return isNear && isDay ? ok(text) : err('bad-date');
}
