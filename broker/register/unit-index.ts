import type { Unit } from '../../shared/contract/view.ts';

/** Units by what a list may call them. */
export type UnitIndex = {
  readonly root: Unit;
  readonly byId: (unitId: string | null | undefined) => Unit | undefined;
  readonly byCode: (code: string) => readonly Unit[];
  /** Names differ by their marks (Bình, Bính) but not by case. */
  readonly byName: (name: string) => readonly Unit[];
  /** A new unit, or a known one as it is now. */
  readonly put: (unit: Unit) => void;
};

/** Every lookup is one step, so that a list of thousands of units is read in moments. */
export function createUnitIndex(known: readonly Unit[]): UnitIndex {
  const root = known.find(({ parentId }) => parentId === null);
  if (root === undefined) throw new Error('an installation has a root unit');
  const units = new Map<string, Unit>();
  const codes = new Map<string, Unit[]>();
  const names = new Map<string, Unit[]>();
  const put = (unit: Unit): void => {
    const before = units.get(unit.unitId);
    if (before !== undefined) {
      if (before.code !== null) drop(codes, before.code, before);
      drop(names, nameKey(before.name), before);
    }
    units.set(unit.unitId, unit);
    if (unit.code !== null) add(codes, unit.code, unit);
    add(names, nameKey(unit.name), unit);
  };
  known.forEach(put);
  return {
    put,
    get root() {
      return units.get(root.unitId) ?? root;
    },
    byId: (unitId) => units.get(unitId ?? ''),
    byCode: (code) => codes.get(code) ?? [],
    byName: (name) => names.get(nameKey(name)) ?? [],
  };
}

function add(lists: Map<string, Unit[]>, key: string, unit: Unit): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [unit]);
  else list.push(unit);
}

function drop(lists: Map<string, Unit[]>, key: string, unit: Unit): void {
  lists.set(
    key,
    (lists.get(key) ?? []).filter((one) => one !== unit),
  );
}

function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
