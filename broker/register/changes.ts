import type { RegisterChange } from '../../shared/contract/plan-kinds.ts';
import type { RegisterRow, RegisterTable } from '../../shared/domain/register/column.ts';
import { stableCell } from '../../shared/domain/register/list-file.ts';

const maxKeyLength = 200;
const maxCellLength = 300;

/** The row as a person knows it: the cells of its key. */
export function shownKey({ key }: RegisterTable, row: RegisterRow): string {
  return key
    .map((field) => stableCell(row[field] ?? null))
    .filter((cell) => cell !== '')
    .join('/')
    .slice(0, maxKeyLength);
}

export function addedChange(table: RegisterTable, row: RegisterRow): RegisterChange {
  return {
    ...{ change: 'added', key: shownKey(table, row), field: null, before: null },
    after: summary(table, row),
  };
}

export function removedChange(table: RegisterTable, row: RegisterRow): RegisterChange {
  return {
    ...{ change: 'removed', key: shownKey(table, row), field: null, after: null },
    before: summary(table, row),
  };
}

/** One change for each field that is otherwise, under its stable header. */
export function fieldChanges(
  table: RegisterTable,
  before: RegisterRow,
  after: RegisterRow,
): readonly RegisterChange[] {
  return table.columns.flatMap(({ field, header }) => {
    const [was, is] = [stableCell(before[field] ?? null), stableCell(after[field] ?? null)];
    if (was === is) return [];
    const key = shownKey(table, after);
    return [{ change: 'changed' as const, key, field: header, before: shown(was), after: shown(is) }];
  });
}

/** Everything but the key that a row says. */
function summary({ columns, key }: RegisterTable, row: RegisterRow): string {
  return columns
    .filter(({ field }) => !key.includes(field))
    .flatMap(({ field, header }) => {
      const cell = stableCell(row[field] ?? null);
      return cell === '' ? [] : [`${header}=${cell}`];
    })
    .join(', ')
    .slice(0, maxCellLength);
}

function shown(cell: string): string | null {
  return cell === '' ? null : cell.slice(0, maxCellLength);
}
