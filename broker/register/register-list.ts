import { lineFileRows } from '../../shared/domain/line/line-file.ts';
import type { RegisterRow } from '../../shared/domain/register/column.ts';
import { rowKeyOf } from '../../shared/domain/register/column.ts';
import { stableRows } from '../../shared/domain/register/list-file.ts';
import { registerTables, type TableName } from '../../shared/domain/register/tables.ts';
import type { RegisterName } from '../../shared/domain/snapshot/registers.ts';
import type { Actor } from '../query/handler.ts';
import { type HomeDeps, homeOf } from './home.ts';
import { unitRows } from './plan-unit-list.ts';
import { schoolsWithin } from './schools.ts';
import { storedRows } from './stored-rows.ts';

type List = { readonly header: string[]; readonly rows: string[][] };

const normHeader = ['id', 'title', 'legal_basis', 'valid_from', 'valid_until', 'source'];

/** What a register holds of the actor's schools, as its import reads it again. */
export async function registerList(deps: HomeDeps, register: RegisterName, actor: Actor): Promise<List> {
  const { store, fleet } = deps;
  const { isWithin } = schoolsWithin(fleet.picture.tree(), new Map(), actor);
  if (register === 'norms') return { header: normHeader, rows: await normRows(deps) };
  if (register === 'lines') {
    const lines = (await store.lines()).map(({ entry }) => entry);
    const [header = [], ...rows] = lineFileRows(
      lines.filter(({ schoolCode }) => isWithin(schoolCode)),
      'en',
    );
    return { header, rows };
  }
  const table = registerTables[register];
  const all = await rowsOf(deps, register);
  const rows =
    table.reach === 'school' || register === 'roster' ? all.filter((row) => isSeen(row, isWithin)) : all;
  const sorted = rows
    .map((row) => [rowKeyOf(table, row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  const header = table.columns.map((column) => column.header);
  return {
    header,
    rows: stableRows(
      table,
      sorted.map(([, row]) => row),
    ),
  };
}

/** What belongs to no school is everybody's to read. */
function isSeen({ schoolCode }: RegisterRow, isWithin: (code: unknown) => boolean): boolean {
  return schoolCode === null || isWithin(schoolCode);
}

async function rowsOf(deps: HomeDeps, register: TableName): Promise<readonly RegisterRow[]> {
  const { store } = deps;
  if (register === 'roster') return (await store.rosterRows()).map((row) => ({ ...row }));
  if (register === 'units') return [...unitRows(await store.units()).values()];
  return await homeOf(deps, register).rows();
}

async function normRows({ store }: HomeDeps): Promise<string[][]> {
  const packs = [...(await storedRows(store, 'norms')).values()];
  return packs.map(({ id, title, legalBasis, validFrom, validUntil, source }) => [
    ...[id, title.vi, legalBasis, validFrom, validUntil ?? '', source],
  ]);
}
