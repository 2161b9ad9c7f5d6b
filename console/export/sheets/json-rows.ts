import type { CellValue, DataSheet } from './data-sheet.ts';

/** The rows of a sheet for programs: by column id, codes as they are, moments ISO 8601 in UTC. */
export function jsonRows({ columns, rowCount, value }: DataSheet): Record<string, CellValue>[] {
  return Array.from({ length: rowCount }, (_, row) => {
    const cells: Record<string, CellValue> = {};
    for (const [column, { id, kind }] of columns.entries()) {
      const cell = value(row, column);
      cells[id] = kind === 'moment' && typeof cell === 'number' ? new Date(cell).toISOString() : cell;
    }
    return cells;
  });
}
