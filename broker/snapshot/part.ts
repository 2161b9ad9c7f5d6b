import type { Snapshot } from '../../shared/domain/snapshot/snapshot.ts';
import { wholeOwners } from '../register/owners.ts';

/** What of a snapshot a user of one unit is told. */
export type SnapshotPart = { readonly snapshot: Snapshot; readonly isWhole: boolean };

/**
 * The part of a snapshot that lies in a unit's subtree, by the units as they stood in it; null where that unit did not exist then.
 * Prices, norms and dates are everybody's.
 */
export function partOf(snapshot: Snapshot, unitId: string): SnapshotPart | null {
  const top = snapshot.units.find((unit) => unit.unitId === unitId);
  if (top === undefined) return null;
  if (top.parentId === null) return { snapshot, isWhole: true };
  const units = [{ ...top, parentId: null }, ...below(snapshot, unitId)];
  const codes = new Set(
    units.flatMap(({ kind, code }) => (kind === 'school' && code !== null ? [code] : [])),
  );
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
      units: units.sort((a, b) => (a.unitId < b.unitId ? -1 : 1)),
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

function below(snapshot: Snapshot, unitId: string): Snapshot['units'][number][] {
  const children = Map.groupBy(snapshot.units, (unit) => unit.parentId);
  const found: Snapshot['units'][number][] = [];
  const queue = [...(children.get(unitId) ?? [])];
  for (let unit = queue.shift(); unit !== undefined; unit = queue.shift()) {
    found.push(unit);
    queue.push(...(children.get(unit.unitId) ?? []));
  }
  return found;
}
