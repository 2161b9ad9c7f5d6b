import stringWidth from 'string-width';
import type { Text } from '../../shared/text/text.ts';
import { fit } from './cell.ts';
import type { Column } from './column.ts';

/** A table for pipes and files: columns as wide as their widest cell, no colours, no cutting. */
export function plainTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], text: Text): string {
  const cells = rows.map((row) => columns.map((column) => column.cell(row, text)));
  const lines = [columns.map(({ label }) => text.t(label)), ...cells];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => stringWidth(line[index] ?? ''))));
  return lines
    .map((line) =>
      columns
        .map(({ align }, index) => fit(line[index] ?? '', widths[index] ?? 0, align))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
