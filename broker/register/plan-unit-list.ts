import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import type { Unit } from '../../shared/contract/view.ts';
import type { RegisterRow } from '../../shared/domain/register/column.ts';
import { registerTables } from '../../shared/domain/register/tables.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { headerOf, problem, type RowReason } from '../roster/problem.ts';
import type { ListedRow } from './read-list.ts';
import { createUnitIndex, type UnitIndex } from './unit-index.ts';

export const unitTable = registerTables.units;

/** Kinds above the schools, from the top. */
const ranks = ['province', 'area', 'commune'] as const;
type Rank = (typeof ranks)[number];

export type UnitStep = { readonly before: Unit | null; readonly after: Unit };
type Failure = { readonly field: string; readonly reason: RowReason; readonly value: string };

/**
 * What a list of units asks for, the higher ones first: a unit is known by its code, else by its kind and name, else it is new;
 * ids stay through renames and moves. A blank place above leaves a known unit where it is, and puts a new one below the root.
 */
export function planUnitList(
  rows: readonly ListedRow[],
  known: readonly Unit[],
  newUnitId: () => string,
): { readonly steps: readonly UnitStep[]; readonly problems: readonly RosterProblem[] } {
  const units = createUnitIndex(known.filter(isRanked));
  const lineOf = new Map<string, number>();
  const steps: UnitStep[] = [];
  const problems: RosterProblem[] = [];
  for (const { line, row } of byRank(rows)) {
    const step = stepOf(row, units, newUnitId);
    const failure = step.ok ? repeated(step.value, lineOf) : step.error;
    if (failure !== null) {
      problems.push(problem(line, headerOf(unitTable, failure.field), failure.reason, failure.value));
      continue;
    }
    if (!step.ok) continue;
    const { after } = step.value;
    lineOf.set(after.unitId, line);
    units.put(after);
    steps.push(step.value);
  }
  return { steps, problems };
}

/** Units of which a list tells, as its rows. */
export function unitRows(units: readonly Unit[]): ReadonlyMap<string, RegisterRow> {
  const byId = new Map(units.map((unit) => [unit.unitId, unit]));
  return new Map(
    units.filter(isRanked).map((unit) => {
      const { unitId, code, name, kind, parentId } = unit;
      const parent = parentId === null ? undefined : byId.get(parentId);
      return [unitId, { code, name, kind, parent: parent?.code ?? parent?.name ?? null }];
    }),
  );
}

function isRanked({ kind }: Unit): boolean {
  return ranks.some((rank) => rank === kind);
}

function rankOf(kind: unknown): number {
  return ranks.indexOf(kind as Rank);
}

function byRank(rows: readonly ListedRow[]): readonly ListedRow[] {
  return rows.toSorted((a, b) => rankOf(a.row.kind) - rankOf(b.row.kind) || a.line - b.line);
}

function repeated({ after }: UnitStep, lineOf: ReadonlyMap<string, number>): Failure | null {
  const first = lineOf.get(after.unitId);
  return first === undefined ? null : { field: 'name', reason: 'repeated-row', value: String(first) };
}

function stepOf(row: RegisterRow, units: UnitIndex, newUnitId: () => string): Result<UnitStep, Failure> {
  const { root } = units;
  const [name, kind] = [String(row.name), row.kind as Rank];
  const code = typeof row.code === 'string' ? row.code : null;
  if (kind === 'province') return rootStep(row, root, { name, code: code ?? root.code });
  const parent = parentOf(row, units);
  if (!parent.ok) return parent;
  const found = knownUnit({ name, kind, code }, parent.value, units);
  if (!found.ok) return found;
  const before = found.value;
  const above = parent.value ?? units.byId(before?.parentId) ?? root;
  if (rankOf(above.kind) >= rankOf(kind)) return err(failure('parent', 'wrong-parent', row.parent));
  const place = { parentId: above.unitId, kind, name };
  const fresh = { unitId: newUnitId(), code };
  return ok({
    before,
    after:
      before === null
        ? { ...place, ...fresh }
        : { ...place, unitId: before.unitId, code: code ?? before.code },
  });
}

/** The province is the installation itself: it is renamed, never moved. */
function rootStep(
  row: RegisterRow,
  root: Unit,
  told: Pick<Unit, 'name' | 'code'>,
): Result<UnitStep, Failure> {
  if (row.parent !== null) return err(failure('parent', 'wrong-parent', row.parent));
  return ok({ before: root, after: { ...root, ...told } });
}

/** The unit above, by code or name; null where the cell is blank. */
function parentOf(row: RegisterRow, units: UnitIndex): Result<Unit | null, Failure> {
  if (row.parent === null || row.parent === undefined) return ok(null);
  const wanted = String(row.parent);
  const coded = units.byCode(wanted);
  const named = units.byName(wanted).filter(({ kind }) => rankOf(kind) < rankOf(row.kind));
  const [found, another] = coded.length > 0 ? coded : named;
  if (found === undefined) return err(failure('parent', 'unknown-parent', wanted));
  return another === undefined ? ok(found) : err(failure('parent', 'ambiguous-parent', wanted));
}

function knownUnit(
  wish: { readonly name: string; readonly kind: Rank; readonly code: string | null },
  parent: Unit | null,
  units: UnitIndex,
): Result<Unit | null, Failure> {
  const [coded] = wish.code === null ? [] : units.byCode(wish.code);
  if (coded !== undefined) {
    return coded.kind === wish.kind ? ok(coded) : err(failure('code', 'code-in-use', wish.code));
  }
  const named = units
    .byName(wish.name)
    .filter(({ kind, code }) => kind === wish.kind && (wish.code === null || code === null));
  const here = named.filter(({ parentId }) => parent === null || parentId === parent.unitId);
  const [found, another] = here.length > 0 ? here : named;
  return another === undefined ? ok(found ?? null) : err(failure('name', 'ambiguous-parent', wish.name));
}

function failure(field: string, reason: RowReason, value: unknown): Failure {
  return { field, reason, value: typeof value === 'string' ? value : '' };
}
