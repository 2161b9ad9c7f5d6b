import type { Text } from '../../../shared/text/text.ts';

/** What a cell is: it decides alignment, number format and how a file without formats writes it. */
export type CellKind = 'text' | 'integer' | 'decimal' | 'money' | 'day' | 'moment';

/** Text, a number, or nothing where nobody knows. A day is `YYYY-MM-DD`, a moment ms UTC, money whole đồng. */
export type CellValue = string | number | null;

/** One column: `value` is what programs read (codes, numbers), `words` what people read where that differs. */
export type SheetColumn<Row> = {
  readonly id: string;
  readonly label: string;
  readonly kind: CellKind;
  /** In characters. */
  readonly width: number;
  readonly value: (row: Row, index: number) => CellValue;
  readonly words?: (row: Row) => string | null;
  /** Hardly ever the same twice: such texts stand in their cells, not in the workbook's table of strings. */
  readonly isUnique?: boolean;
};

export type SheetHead = Pick<SheetColumn<never>, 'id' | 'label' | 'kind' | 'width'> & {
  readonly isUnique: boolean;
};

/** A chart of whole columns of the same sheet, categories in the first named one. */
export type SheetChart = {
  readonly title: string;
  readonly kind: 'bar' | 'column';
  readonly categories: string;
  readonly values: readonly string[];
};

/** One table of a data file, the same for every format; rows are read when they are written, so that none is held twice. */
export type DataSheet = {
  readonly id: string;
  /** On its tab. */
  readonly name: string;
  readonly columns: readonly SheetHead[];
  readonly rowCount: number;
  /** What programs read. */
  readonly value: (row: number, column: number) => CellValue;
  /** What people read. */
  readonly words: (row: number, column: number) => CellValue;
  /** Totals under the rows, by column id. */
  readonly totals: readonly Readonly<Record<string, CellValue>>[];
  readonly charts: readonly SheetChart[];
};

/** Makes a sheet of rows of any type. */
export function dataSheet<Row>(
  named: { readonly id: string; readonly name: string },
  rows: readonly Row[],
  columns: readonly SheetColumn<Row>[],
  more: Partial<Pick<DataSheet, 'totals' | 'charts'>> = {},
): DataSheet {
  const cell = (row: number, column: number, isForPeople: boolean): CellValue => {
    const [of, by] = [rows[row], columns[column]];
    if (of === undefined || by === undefined) return null;
    return isForPeople && by.words !== undefined ? by.words(of) : by.value(of, row);
  };
  return {
    ...named,
    columns: columns.map(({ id, label, kind, width, isUnique = false }) => ({
      ...{ id, label, kind, width, isUnique },
    })),
    rowCount: rows.length,
    value: (row, column) => cell(row, column, false),
    words: (row, column) => cell(row, column, true),
    totals: more.totals ?? [],
    charts: more.charts ?? [],
  };
}

/** Columns of one kind, by their texts `sheet.<prefix>.<id>`. */
export function columnsFor<Row>(prefix: string, text: Text) {
  const column =
    (kind: CellKind, standard: number) =>
    (
      id: string,
      value: SheetColumn<Row>['value'],
      more: Partial<SheetColumn<Row>> = {},
    ): SheetColumn<Row> => ({
      ...{ id, label: text.say(`${prefix}.${id}`), kind, width: standard, value },
      ...more,
    });
  return {
    text: column('text', 18),
    integer: column('integer', 11),
    decimal: column('decimal', 11),
    money: column('money', 19),
    day: column('day', 12),
    moment: column('moment', 17),
    /** A code that people read in words. */
    code: (
      id: string,
      value: (row: Row) => string | null,
      words: (code: string, row: Row) => string,
      width = 18,
    ): SheetColumn<Row> => ({
      ...column('text', width)(id, value),
      words: (row) => {
        const code = value(row);
        return code === null ? null : words(code, row);
      },
    }),
  };
}
