import type { Text, TextKey } from '../../shared/text/text.ts';
import { type Align, fit } from './cell.ts';

/** One column of a listing: the same cells on the screen, in plain text and in CSV. */
export type Column<Row> = {
  readonly id: string;
  readonly label: TextKey;
  /** Cells on the screen; `grow` takes what is left. */
  readonly width: number | 'grow';
  readonly align: Align;
  /** What is sorted and written to CSV: null is unknown and sorts last. */
  readonly value: (row: Row) => string | number | null;
  readonly cell: (row: Row, text: Text) => string;
  /** Two numbers in one cell are two columns in CSV: a spreadsheet would take `12/5` for a day. */
  readonly parts?: readonly Pick<Column<Row>, 'label' | 'value'>[];
};

/** Narrowest column that still names what grows. */
const minGrowWidth = 16;

/** A column laid out: how wide it is on this screen. */
export type LaidOut<Row> = { readonly column: Column<Row>; readonly width: number };

/** The columns that fit, in the order of the list, which is their order of importance; separated by one blank. */
export function layOut<Row>(columns: readonly Column<Row>[], width: number): LaidOut<Row>[] {
  let left = width;
  const fitting = columns.filter((column) => {
    const needed = (column.width === 'grow' ? minGrowWidth : column.width) + 1;
    if (needed > left + 1) return false;
    left -= needed;
    return true;
  });
  const slack = Math.max(0, left + 1);
  return fitting.map((column) => ({
    column,
    width: column.width === 'grow' ? minGrowWidth + slack : column.width,
  }));
}

export function headerCells<Row>(layout: readonly LaidOut<Row>[], text: Text): string[] {
  return layout.map(({ column, width }) => fit(text.t(column.label), width, column.align));
}

export function rowCells<Row>(row: Row, layout: readonly LaidOut<Row>[], text: Text): string {
  return layout.map(({ column, width }) => fit(column.cell(row, text), width, column.align)).join(' ');
}

/** Order of two values of a column: unknown last in both directions. */
export function compareValues(
  a: string | number | null,
  b: string | number | null,
  isDescending: boolean,
  collator: Intl.Collator,
): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order =
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
  return isDescending ? -order : order;
}
