import { lineColumns } from '../../shared/domain/line/line-columns.ts';
import { registerTables } from '../../shared/domain/register/tables.ts';
import { ok } from '../../shared/domain/result.ts';
import type { RegisterName } from '../../shared/domain/snapshot/registers.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { createTurn, type Turn } from '../enrol/turn.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Actor, Handler, Handlers } from '../query/handler.ts';
import { pagesOf } from '../query/paginate.ts';
import { outside } from '../query/within.ts';
import { ignoredColumns } from '../roster/csv-table.ts';
import { importRoster } from '../roster/import-roster.ts';
import type { Store } from '../store/store.ts';
import type { Stamp } from './home.ts';
import { importLines } from './import-lines.ts';
import { importList } from './import-list.ts';
import { importNorms } from './import-norms.ts';
import { importUnits } from './import-units.ts';
import type { ImportDone, ImportWish } from './outcome.ts';
import { createPieces } from './pieces.ts';
import { registerList } from './register-list.ts';
import { createSchoolCommands } from './school-commands.ts';
import { isOverEverything, readAliases } from './schools.ts';

export type RegisterDeps = { readonly fleet: Fleet; readonly store: Store; readonly clock: Clock };
export type RegisterKind =
  | 'rosterImport'
  | 'registerImport'
  | 'registerRows'
  | 'schoolMerge'
  | 'schoolRecode';

/** As many as a person reads; the counts are of all of them. */
const maxListed = 2_000;

/** Registers that people keep, imported from lists. One change at a time: each compares with what the one before it wrote. */
export function createRegisterCommands(deps: RegisterDeps): Pick<Handlers, RegisterKind> {
  const inTurn = createTurn();
  return {
    rosterImport: rosterHandler(deps, inTurn),
    registerImport: importHandler(deps, inTurn),
    registerRows: async ({ register }, actor) => {
      const { header, rows } = await registerList(deps, register, actor);
      return ok(pagesOf({ rows }, 4_096).map((page, index) => (index === 0 ? { header, ...page } : page)));
    },
    ...createSchoolCommands(deps, inTurn),
  };
}

function rosterHandler(deps: RegisterDeps, inTurn: Turn): Handler<'rosterImport'> {
  return ({ csv, strict, isDry }, actor) =>
    inTurn(async () => {
      const wish = { csv, strict, isDry, replace: false };
      const { added: _, removed: __, ...done } = await runRoster(deps, wish, stampOf(deps, actor));
      return ok(pagesWith(done, ignoredColumns(csv, registerTables.roster.columns)));
    });
}

function importHandler(deps: RegisterDeps, inTurn: Turn): Handler<'registerImport'> {
  const pieces = createPieces(deps.clock);
  return ({ register, part, ...params }, actor) =>
    inTurn(async () => {
      const whole = pieces.take(`${actor.userId}/${register}`, params.csv, part);
      if (!whole.ok) return whole;
      if (whole.value === null) return ok([{ changes: [], problems: [] }]);
      const wish = { ...params, csv: whole.value };
      const isAllowed = !isOfInstallation(register) || isOverEverything(deps.fleet.picture.tree(), actor);
      if (!isAllowed) return outside(register);
      const done = await runImport(deps, register, wish, actor);
      return ok(pagesWith(done, ignoredIn(register, whole.value)));
    });
}

async function runImport(
  deps: RegisterDeps,
  register: RegisterName,
  wish: ImportWish,
  actor: Actor,
): Promise<ImportDone> {
  const stamp = stampOf(deps, actor);
  switch (register) {
    case 'roster': {
      const { schools: _, ...done } = await runRoster(deps, wish, stamp);
      return { ...done, changed: done.changed - done.added };
    }
    case 'units':
      return await importUnits(deps, wish, stamp);
    case 'lines':
      return await importLines(deps, wish, actor, stamp);
    case 'norms':
      return await importNorms(deps, wish, stamp);
    default:
      return await importList(deps, register, wish, actor, stamp);
  }
}

async function runRoster({ store, fleet }: RegisterDeps, { csv, ...wish }: ImportWish, stamp: Stamp) {
  const done = await importRoster(store, csv, { ...wish, ...stamp }, await readAliases(store));
  if (done.isWritten) await fleet.orgChanged();
  return done;
}

function isOfInstallation(register: RegisterName): boolean {
  if (register === 'lines') return false;
  return register === 'norms' || registerTables[register].reach === 'installation';
}

/** Lists of all pages are put together, so what stands beside them is on each, and unread columns on the first alone. */
function pagesWith<D extends Pick<ImportDone, 'changes' | 'problems'>>(done: D, ignored: readonly string[]) {
  const pages = pagesOf(listsOf(done), Buffer.byteLength(JSON.stringify(ignored)));
  return pages.map((page, index) => ({
    ...done,
    ...page,
    ...(index === 0 ? { ignored: [...ignored] } : {}),
  }));
}

function ignoredIn(register: RegisterName, csv: string): string[] {
  if (register === 'norms') return [];
  return ignoredColumns(csv, register === 'lines' ? lineColumns : registerTables[register].columns);
}

function listsOf({ changes, problems }: Pick<ImportDone, 'changes' | 'problems'>) {
  return { changes: changes.slice(0, maxListed), problems: problems.slice(0, maxListed) };
}

function stampOf({ clock }: RegisterDeps, { userId }: Actor): Stamp {
  return { at: clock.now(), actor: userId };
}
