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
  const { columns } = registerTables[name];
  const lines = rows.map((row) => {
    const cells = new Map(Object.entries(row));
    return columns.map(({ field }) => cellText(cells.get(field))).join(';');
  });
  return `\ufeff${[columns.map(({ header }) => header).join(';'), ...lines].join('\r\n')}\r\n`;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = String(value);
  return /[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
