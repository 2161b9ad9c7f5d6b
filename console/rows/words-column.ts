import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';

export const dash = '—';

type Label = Column<never>['label'];
type Part<Row> = { readonly label: Label; readonly value: (row: Row) => number | null };

/** A column of words: `value` is a code for programs, `cell` the words for people. */
export function wordsColumn<Row>(
  id: string,
  label: Label,
  value: (row: Row) => string | null,
  cell: (row: Row, text: Text) => string = (row) => value(row) ?? dash,
): Column<Row> {
  return { id, label, width: 'grow', align: 'left', value, cell };
}

/** A column of numbers; null is unknown and prints a dash. */
export function numberColumn<Row>(
  id: string,
  label: Label,
  value: (row: Row) => number | null,
  digits = 0,
): Column<Row> {
  const cell = (row: Row, text: Text): string => {
    const number = value(row);
    return number === null ? dash : text.number(number, digits);
  };
  return { id, label, width: 9, align: 'right', value, cell };
}

/** A column of instants: ISO 8601 for programs, a date for people. */
export function dateColumn<Row>(id: string, label: Label, at: (row: Row) => number | null): Column<Row> {
  const iso = (row: Row): string | null => {
    const ms = at(row);
    return ms === null ? null : new Date(ms).toISOString();
  };
  return wordsColumn(id, label, iso, (row, text) => {
    const ms = at(row);
    return ms === null ? dash : text.date(ms);
  });
}

/** A column of instants told to the minute: ISO 8601 for programs. */
export function momentColumn<Row>(id: string, label: Label, at: (row: Row) => number | null): Column<Row> {
  const words = (row: Row, text: Text): string => {
    const ms = at(row);
    return ms === null ? dash : text.dateTime(ms);
  };
  return { ...dateColumn(id, label, at), cell: words };
}

/** A column of pairs such as `200/150`. */
export function pairColumn<Row>(
  id: string,
  label: Label,
  parts: readonly [Part<Row>, Part<Row>],
  cell: (row: Row, text: Text) => string,
): Column<Row> {
  const value = (row: Row): string | null => {
    const values = parts.map((part) => part.value(row));
    return values.every((each) => each === null) ? null : values.map((each) => each ?? '').join('/');
  };
  return { ...wordsColumn(id, label, value, cell), parts };
}

/** A column of calendar days as `YYYY-MM-DD`. */
export function dayColumn<Row>(id: string, label: Label, day: (row: Row) => string | null): Column<Row> {
  return wordsColumn(id, label, day, (row, text) => dayText(day(row), text));
}

/** A column of calendar months as `YYYY-MM`. */
export function monthColumn<Row>(id: string, label: Label, month: (row: Row) => string): Column<Row> {
  return wordsColumn(id, label, month, (row, text) => monthText(month(row), text));
}

/** A calendar month in the reader's form. */
export function monthText(month: string, text: Text): string {
  return text.language === 'vi' ? month.split('-').reverse().join('/') : month;
}

/** A calendar day in the reader's form; noon, so that no time zone moves it. */
export function dayText(day: string | null, text: Text): string {
  return day === null ? dash : text.date(Date.parse(`${day}T05:00:00Z`));
}
