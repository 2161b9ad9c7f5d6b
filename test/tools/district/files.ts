import type { RegisterRow } from '../../../shared/domain/register/column.ts';
import { stableRows } from '../../../shared/domain/register/list-file.ts';
import { registerTables, type TableName } from '../../../shared/domain/register/tables.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import { rosterCsv } from '../simulator/area.ts';
import { districtSnapshot } from './district.ts';
import { type DistrictOptions, districtSchools } from './schools.ts';

const listed = [
  ...(['sites', 'rooms', 'assets', 'equipment', 'prices', 'budgets', 'licences', 'priorities'] as const),
] satisfies (TableName & keyof Snapshot)[];

/** The district as files that `import` takes: the roster as an office writes it, the other registers under stable headers. */
export function districtFiles(options: DistrictOptions): ReadonlyMap<TableName, string> {
  const snapshot = districtSnapshot(options);
  const given = { ...snapshot, prices: snapshot.prices.filter(({ kind }) => kind === 'given') };
  return new Map([
    ['roster', rosterCsv(districtSchools(options))] as const,
    ...listed.map((name) => [name, registerCsv(name, given[name])] as const),
  ]);
}

function registerCsv(name: TableName, rows: readonly object[]): string {
  const table = registerTables[name];
  const header = table.columns.map((column) => column.header);
  const cells = stableRows(
    table,
    rows.map((row): RegisterRow => ({ ...row })),
  );
  const lines = [header, ...cells].map((line) => line.map(quoted).join(';'));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

function quoted(cell: string): string {
  return /[;"\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
