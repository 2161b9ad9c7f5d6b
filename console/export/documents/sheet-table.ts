import type { Text } from '../../../shared/text/text.ts';
import { dayText } from '../../rows/words-column.ts';
import type { CellKind, CellValue, DataSheet } from '../sheets/data-sheet.ts';
import type { PrintColumn, PrintRow, PrintTable } from './print-document.ts';

/** A data sheet as people read it on paper: the same cells, in the language's numbers and days, unknown as a dash. */
export function sheetTable(sheet: DataSheet, caption: string, text: Text): PrintTable {
  const { columns, rowCount } = sheet;
  const rows = Array.from(
    { length: rowCount },
    (_, row): PrintRow => ({
      kind: 'line',
      cells: columns.map(({ kind }, column) => cellOf(kind, sheet.words(row, column), text)),
    }),
  );
  return { caption, columns: columns.map(printColumn), rows: [...rows, ...totalRows(sheet, text)] };
}

function printColumn({ label, kind, width }: DataSheet['columns'][number]): PrintColumn {
  return { label, align: kind === 'text' ? 'left' : 'right', weight: width };
}

/** The label stands in the last text column before the figures. */
function totalRows({ columns, totals }: DataSheet, text: Text): PrintRow[] {
  const first = Math.max(
    1,
    columns.findIndex(({ kind }) => kind !== 'text'),
  );
  return totals.map((total) => ({
    kind: 'sum',
    label: columns
      .slice(0, first)
      .map(({ id }) => total[id] ?? '')
      .join(''),
    cells: columns
      .slice(first)
      .map(({ id, kind }) => (id in total ? cellOf(kind, total[id] ?? null, text) : '')),
  }));
}

function cellOf(kind: CellKind, value: CellValue, text: Text): string {
  if (value === null || value === '') return text.t('print.unknown');
  if (typeof value === 'string') return kind === 'day' ? dayText(value, text) : value;
  if (kind === 'moment') return text.dateTime(value);
  return text.number(value, kind === 'decimal' ? 2 : 0);
}
