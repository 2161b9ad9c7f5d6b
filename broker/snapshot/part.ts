import type { Snapshot, SnapshotUnit } from '../../shared/domain/snapshot/snapshot.ts';
import { wholeOwners } from '../register/owners.ts';

/** What of a snapshot a user of one unit is told. */
export type SnapshotPart = { readonly snapshot: Snapshot; readonly isWhole: boolean };

/**
 * The part of a snapshot that lies in a unit's subtree, by the units as they stood in it; null where that unit did not exist then.
 * Prices, norms and dates are everybody's.
 */
export function partOf(snapshot: Snapshot, unitId: string): SnapshotPart | null {
  const reach = reachIn(snapshot.units, unitId);
  if (reach === null) return null;
  const { units, codes } = reach;
  if (codes === 'all') return { snapshot, isWhole: true };
  const own = <T extends { readonly schoolCode: string | null }>(rows: readonly T[]): readonly T[] =>
    rows.filter(({ schoolCode }) => schoolCode !== null && codes.has(schoolCode));
  const isOwner = wholeOwners(
    snapshot.schools,
    codes,
    units.map(({ name }) => name),
  );
  return {
    isWhole: false,
    snapshot: {
      ...snapshot,
      units: units.toSorted((a, b) => (a.unitId < b.unitId ? -1 : 1)),
      schools: own(snapshot.schools),
      rooms: own(snapshot.rooms),
      machines: own(snapshot.machines),
      lines: own(snapshot.lines),
      licences: own(snapshot.licences),
      yearFacts: own(snapshot.yearFacts),
      sites: own(snapshot.sites),
      assets: own(snapshot.assets),
      equipment: own(snapshot.equipment),
      budgets: snapshot.budgets.filter(({ owner }) => isOwner(owner)),
      priorities: own(snapshot.priorities),
      checklist: own(snapshot.checklist),
      aliases: own(snapshot.aliases),
    },
  };
}

/** What a unit reaches among units that stand in a snapshot. */
export type Reach = { readonly units: readonly SnapshotUnit[]; readonly codes: ReadonlySet<string> | 'all' };

/** A unit, which stands there without its parent, with what is below it, and the codes of its schools; null where it is none of them. */
export function reachIn(all: readonly SnapshotUnit[], unitId: string): Reach | null {
  const top = all.find((unit) => unit.unitId === unitId);
  if (top === undefined) return null;
  if (top.parentId === null) return { units: all, codes: 'all' };
  const units = [{ ...top, parentId: null }, ...below(all, unitId)];
  const codes = units.flatMap(({ kind, code }) => (kind === 'school' && code !== null ? [code] : []));
  return { units, codes: new Set(codes) };
}

function below(all: readonly SnapshotUnit[], unitId: string): SnapshotUnit[] {
  const children = Map.groupBy(all, (unit) => unit.parentId);
  const found: SnapshotUnit[] = [];
  const queue = [...(children.get(unitId) ?? [])];
  for (let unit = queue.shift(); unit !== undefined; unit = queue.shift()) {
    found.push(unit);
    queue.push(...(children.get(unit.unitId) ?? []));
  }
  return found;
}
