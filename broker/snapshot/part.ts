import type { Snapshot } from '../../shared/domain/snapshot/snapshot.ts';

/** What of a snapshot a user of one unit is told. */
export type SnapshotPart = { readonly snapshot: Snapshot; readonly isWhole: boolean };

/**
 * The part of a snapshot that lies in a unit's subtree, by the units as they stood in it; null where that unit did not exist then.
 * Money of an owner is told only to whoever sees everything that it is for. Prices, norms and dates are everybody's.
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
    snapshot,
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

/** Whether an owner is one of the units themselves, or has schools, and none outside. */
function wholeOwners(
  { schools }: Snapshot,
  codes: ReadonlySet<string>,
  unitNames: readonly string[],
): (owner: string) => boolean {
  const names = new Set(unitNames.map(folded));
  const inside = new Set<string>();
  const outside = new Set<string>();
  for (const { schoolCode, owner, commune } of schools) {
    const named = owner ?? commune;
    if (named !== undefined) (codes.has(schoolCode) ? inside : outside).add(folded(named));
  }
  return (owner) => {
    const name = folded(owner);
    return !outside.has(name) && (names.has(name) || inside.has(name));
  };
}

/** Owners are the same by their composed names without case. */
function folded(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
