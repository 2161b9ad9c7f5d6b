import type { Unit } from '../../shared/contract/view.ts';
import type { OrgStore } from '../store/org-port.ts';

/** The org tree in memory: asked at every subscription and every command. */
export type OrgTree = {
  /** Reads the store again after an import. */
  readonly reload: () => Promise<void>;
  /** The unit above all others. */
  readonly root: () => Unit;
  readonly unit: (unitId: string) => Unit | null;
  readonly school: (schoolCode: string) => Unit | null;
  /** Whether `unitId` is the granted unit or below it. */
  readonly isInSubtree: (grantUnitId: string, unitId: string) => boolean;
};

/** Deeper than any administration; also ends a walk through a damaged tree. */
const maxDepth = 32;

/** Loads the tree; throws when the store has no root unit, which `init` makes. */
export async function openOrgTree(store: Pick<OrgStore, 'units'>): Promise<OrgTree> {
  let tree = indexUnits(await store.units());
  return {
    reload: async () => {
      tree = indexUnits(await store.units());
    },
    root: () => tree.root,
    unit: (unitId) => tree.byId.get(unitId) ?? null,
    school: (code) => tree.schools.get(code) ?? null,
    isInSubtree: (grantUnitId, unitId) => {
      let unit = tree.byId.get(unitId);
      for (let depth = 0; unit !== undefined && depth < maxDepth; depth += 1) {
        if (unit.unitId === grantUnitId) return true;
        unit = unit.parentId === null ? undefined : tree.byId.get(unit.parentId);
      }
      return false;
    },
  };
}

function indexUnits(units: readonly Unit[]) {
  const root = units.find((unit) => unit.parentId === null);
  if (root === undefined) throw new Error('an installation has a root unit');
  const schools = units.flatMap((unit) =>
    unit.kind === 'school' && unit.code !== null ? [[unit.code, unit] as const] : [],
  );
  return { root, byId: new Map(units.map((unit) => [unit.unitId, unit])), schools: new Map(schools) };
}
