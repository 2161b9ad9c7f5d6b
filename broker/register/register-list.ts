import { lineFileRows } from '../../shared/domain/line/line-file.ts';
import type { RegisterRow } from '../../shared/domain/register/column.ts';
import { rowKeyOf } from '../../shared/domain/register/column.ts';
import { stableRows } from '../../shared/domain/register/list-file.ts';
import { registerTables, type TableName } from '../../shared/domain/register/tables.ts';
import type { RegisterName } from '../../shared/domain/snapshot/registers.ts';
import { unitsOf } from '../fleet/school-row.ts';
import { planningSchoolRows } from '../query/answers-planning.ts';
import type { Actor } from '../query/handler.ts';
import { type HomeDeps, homeOf } from './home.ts';
import { wholeOwners } from './owners.ts';
import { unitRows } from './plan-unit-list.ts';
import { isOverEverything, schoolsWithin } from './schools.ts';
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
  const isTold = toldTo(deps, register, actor);
  const sorted = (await rowsOf(deps, register, actor))
    .filter(isTold)
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

/** What belongs to no school is everybody's to read; money is told to those who see all that it is for. */
function toldTo({ fleet }: HomeDeps, register: TableName, actor: Actor): (row: RegisterRow) => boolean {
  const tree = fleet.picture.tree();
  const { root } = tree;
  if (isOverEverything(tree, actor) || root === null) return () => true;
  if (register === 'budgets') {
    const own = tree.nodes.get(actor.unitId);
    if (own === undefined) return () => false;
    const codes = new Set(planningSchoolRows(own).map(({ schoolCode }) => schoolCode));
    const names = unitsOf(own).map(({ name }) => name);
    const isOwner = wholeOwners(planningSchoolRows(root), codes, names);
    return ({ owner }) => isOwner(String(owner));
  }
  const { isWithin } = schoolsWithin(tree, new Map(), actor);
  const isOfSchools = registerTables[register].columns.some(({ field }) => field === 'schoolCode');
  return ({ schoolCode }) => !isOfSchools || schoolCode === null || isWithin(schoolCode);
}

async function rowsOf(
  { store, fleet }: HomeDeps,
  register: TableName,
  actor: Actor,
): Promise<readonly RegisterRow[]> {
  if (register === 'roster') return (await store.rosterRows()).map((row) => ({ ...row }));
  if (register === 'units') {
    const node = fleet.picture.tree().nodes.get(actor.unitId);
    return [...unitRows(node === undefined ? [] : unitsOf(node)).values()];
  }
  return await homeOf({ store, fleet }, register).rows();
}

async function normRows({ store }: HomeDeps): Promise<string[][]> {
  const packs = [...(await storedRows(store, 'norms')).values()];
  return packs.map(({ id, title, legalBasis, validFrom, validUntil, source }) => [
    ...[id, title.vi, legalBasis, validFrom, validUntil ?? '', source],
  ]);
}
