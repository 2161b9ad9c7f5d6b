import type { Unit } from '../../shared/contract/view.ts';
import type { UnitKind } from '../../shared/domain/device.ts';
import type { RosterRow } from '../store/org-port.ts';

/**
 * Units that the roster asks for and that are not so yet: areas below the root, communes below their area, schools below
 * their commune, sites below their school. Ids are opaque and stay through renames and moves; nothing is ever removed here.
 * A commune known without an area moves below the area that a roster names for it; a blank place leaves a school where it is.
 * @param known the current tree, root included
 * @param newUnitId a fresh id
 */
export function planUnits(
  rows: readonly RosterRow[],
  known: readonly Unit[],
  newUnitId: () => string,
): readonly Unit[] {
  const root = known.find((unit) => unit.parentId === null);
  if (root === undefined) throw new Error('an installation has a root unit');
  const tree = createDraft(known);
  for (const row of rows) {
    const area = row.area === null ? null : placeOf(tree, 'area', row.area, root, newUnitId);
    const commune = row.commune === null ? null : communeOf(tree, row, area, root, newUnitId);
    const school = schoolOf(tree, row, commune ?? area, root, newUnitId);
    if (row.siteCode !== null) siteOf(tree, row, row.siteCode, school, newUnitId);
  }
  return tree.changed();
}

type Draft = ReturnType<typeof createDraft>;

/** The tree while it is planned: found by name or code below a parent, and what has changed so far. */
function createDraft(known: readonly Unit[]) {
  const units = new Map(known.map((unit) => [unit.unitId, unit]));
  const changes = new Map<string, Unit>();
  const byKey = new Map<string, string>();
  const communes = new Map<string, Set<string>>();
  const keysOf = (unit: Unit): string[] => {
    if (unit.kind === 'school') return [`school/${unit.code ?? ''}`];
    return [`${unit.kind}/${unit.parentId ?? ''}/${unit.code ?? nameKey(unit.name)}`];
  };
  const index = (unit: Unit): void => {
    for (const key of keysOf(unit)) byKey.set(key, unit.unitId);
    if (unit.kind !== 'commune') return;
    const sameName = communes.get(nameKey(unit.name)) ?? new Set();
    communes.set(nameKey(unit.name), sameName.add(unit.unitId));
  };
  for (const unit of known) index(unit);
  const get = (unitId: string | undefined): Unit | undefined =>
    unitId === undefined ? undefined : units.get(unitId);
  return {
    get,
    find: (key: string): Unit | undefined => get(byKey.get(key)),
    communesNamed: (name: string): Unit[] =>
      [...(communes.get(nameKey(name)) ?? [])].flatMap((unitId) => units.get(unitId) ?? []),
    put: (unit: Unit): Unit => {
      const before = units.get(unit.unitId);
      if (before !== undefined && isSame(before, unit)) return before;
      for (const key of before === undefined ? [] : keysOf(before)) byKey.delete(key);
      units.set(unit.unitId, unit);
      changes.set(unit.unitId, unit);
      index(unit);
      return unit;
    },
    changed: (): Unit[] => [...changes.values()],
  };
}

function placeOf(tree: Draft, kind: UnitKind, name: string, parent: Unit, newUnitId: () => string): Unit {
  const found = tree.find(`${kind}/${parent.unitId}/${nameKey(name)}`);
  return found ?? tree.put({ unitId: newUnitId(), parentId: parent.unitId, kind, name, code: null });
}

function communeOf(
  tree: Draft,
  row: RosterRow & { commune: string | null },
  area: Unit | null,
  root: Unit,
  newUnitId: () => string,
): Unit {
  const name = row.commune ?? '';
  const named = tree.communesNamed(name);
  if (area !== null) {
    const homeless = named.find((unit) => unit.parentId === root.unitId);
    const isThere = named.some((unit) => unit.parentId === area.unitId);
    if (!isThere && homeless !== undefined) return tree.put({ ...homeless, parentId: area.unitId });
    return placeOf(tree, 'commune', name, area, newUnitId);
  }
  const current = tree.get(tree.find(`school/${row.schoolCode}`)?.parentId ?? undefined);
  if (current !== undefined && named.includes(current)) return current;
  const [only, ...others] = named;
  return only !== undefined && others.length === 0 ? only : placeOf(tree, 'commune', name, root, newUnitId);
}

function schoolOf(
  tree: Draft,
  row: RosterRow,
  place: Unit | null,
  root: Unit,
  newUnitId: () => string,
): Unit {
  const known = tree.find(`school/${row.schoolCode}`);
  return tree.put({
    unitId: known?.unitId ?? newUnitId(),
    parentId: place?.unitId ?? known?.parentId ?? root.unitId,
    kind: 'school',
    name: row.schoolName,
    code: row.schoolCode,
  });
}

function siteOf(tree: Draft, row: RosterRow, siteCode: string, school: Unit, newUnitId: () => string): Unit {
  const known = tree.find(`site/${school.unitId}/${siteCode}`);
  return tree.put({
    unitId: known?.unitId ?? newUnitId(),
    parentId: school.unitId,
    kind: 'site',
    name: row.siteName ?? known?.name ?? siteCode,
    code: siteCode,
  });
}

function isSame(a: Unit, b: Unit): boolean {
  return a.parentId === b.parentId && a.kind === b.kind && a.name === b.name && a.code === b.code;
}

/** Names differ by their marks (Bình, Bính) but not by case. */
function nameKey(name: string): string {
  return name.normalize('NFC').toLocaleLowerCase('vi');
}
