import { type RegisterRow, rowKeyOf } from '../../shared/domain/register/column.ts';
import { registerTables } from '../../shared/domain/register/tables.ts';
import type { Actor } from '../query/handler.ts';
import { type HomeDeps, homeOf, type ListName, type RegisterHome, type Stamp } from './home.ts';
import type { ImportDone, ImportWish } from './outcome.ts';
import { type KnownRegister, planList } from './plan-list.ts';
import { readAliases, schoolsWithin } from './schools.ts';
import { storedRows } from './stored-rows.ts';

/** Imports a list of one register: all that it plans, or (dry) nothing. */
export async function importList(
  deps: HomeDeps,
  register: ListName,
  wish: ImportWish,
  actor: Actor,
  stamp: Stamp,
): Promise<ImportDone> {
  const home = homeOf(deps, register);
  const known = await knownTo(deps, register, home, actor);
  const { entries, ...plan } = planList(registerTables[register], wish.csv, known, wish);
  if (!wish.isDry && entries.length > 0) await home.save(entries, stamp);
  const isRefused = plan.problems.length > 0 && plan.rows === 0;
  return { ...plan, isWritten: !isRefused && !wish.isDry };
}

async function knownTo(
  { store, fleet }: HomeDeps,
  register: ListName,
  home: RegisterHome,
  actor: Actor,
): Promise<KnownRegister> {
  const table = registerTables[register];
  const schools = schoolsWithin(fleet.picture.tree(), await readAliases(store), actor);
  const rows = (await home.rows()).filter(
    (row) => table.reach !== 'school' || schools.isWithin(row.schoolCode),
  );
  return {
    rows: new Map(rows.map((row) => [rowKeyOf(table, row), row])),
    school: schools.school,
    hasSite: register === 'sites' ? () => true : await siteCheck(store, schools.siteCodes),
    fault: (row) => (register === 'aliases' ? (codeInUse(fleet, row) ?? home.fault(row)) : home.fault(row)),
  };
}

/** Sites of the roster, and those that were entered. */
async function siteCheck(
  store: HomeDeps['store'],
  ofRoster: (schoolCode: string) => ReadonlySet<string>,
): Promise<KnownRegister['hasSite']> {
  const entered = new Set(
    [...(await storedRows(store, 'sites')).values()].map(
      ({ schoolCode, siteCode }) => `${schoolCode}/${siteCode}`,
    ),
  );
  return (schoolCode, siteCode) =>
    entered.has(`${schoolCode}/${siteCode}`) || ofRoster(schoolCode).has(siteCode);
}

/** A school of today has no old code: it is recoded or merged first. */
function codeInUse({ picture }: HomeDeps['fleet'], { oldCode }: RegisterRow) {
  const isInUse = typeof oldCode === 'string' && picture.tree().schools.has(oldCode);
  return isInUse ? { field: 'oldCode', reason: 'code-in-use' as const } : null;
}
