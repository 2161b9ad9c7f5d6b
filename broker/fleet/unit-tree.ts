import type { Unit } from '../../shared/contract/view.ts';
import type { RosterRow } from '../store/org-port.ts';
import { emptyTally, type Tally } from './tally.ts';

/** One unit of the tree with what is counted below it. */
export type UnitNode = {
  readonly unit: Unit;
  readonly parent: UnitNode | null;
  readonly children: UnitNode[];
  /** Of all machines of the subtree. */
  readonly tally: Tally;
  /** Schools of the subtree. */
  schools: number;
  /** Roster rows, for a school that has some. */
  readonly rows: readonly RosterRow[];
  /** Machines placed at this unit itself. */
  readonly deviceIds: Set<string>;
};

export type UnitTree = {
  readonly nodes: ReadonlyMap<string, UnitNode>;
  readonly root: UnitNode | null;
  readonly schools: ReadonlyMap<string, UnitNode>;
};

export const emptyTree: UnitTree = { nodes: new Map(), root: null, schools: new Map() };

/**
 * Builds the tree, of any depth, without machines.
 * @param units parents before children; a unit whose parent is not among the units before it is left out
 */
export function buildTree(units: readonly Unit[], roster: readonly RosterRow[]): UnitTree {
  const nodes = new Map<string, UnitNode>();
  const schools = new Map<string, UnitNode>();
  const rowsOf = Map.groupBy(roster, (row) => row.schoolCode);
  let root: UnitNode | null = null;
  for (const unit of units) {
    const parent = unit.parentId === null ? null : nodes.get(unit.parentId);
    if (parent === undefined) continue;
    const code = schoolCodeOf(unit);
    const node = newNode(unit, parent, code === null ? [] : (rowsOf.get(code) ?? []));
    nodes.set(unit.unitId, node);
    parent?.children.push(node);
    if (parent === null) root ??= node;
    if (code !== null) addSchool(schools, code, node);
  }
  return { nodes, root, schools };
}

/** The school's code, or null for a unit that is no school. */
export function schoolCodeOf(unit: Unit): string | null {
  return unit.kind === 'school' ? unit.code : null;
}

function newNode(unit: Unit, parent: UnitNode | null, rows: readonly RosterRow[]): UnitNode {
  return { unit, parent, children: [], tally: emptyTally(), schools: 0, rows, deviceIds: new Set() };
}

function addSchool(schools: Map<string, UnitNode>, code: string, node: UnitNode): void {
  schools.set(code, node);
  for (const above of upwards(node)) above.schools += 1;
}

/** The node itself and everything above it, up to the root. */
export function* upwards(node: UnitNode | null): Generator<UnitNode> {
  for (let at = node; at !== null; at = at.parent) yield at;
}

/** The node itself and everything below it, parents first. */
export function* downwards(node: UnitNode): Generator<UnitNode> {
  yield node;
  for (const child of node.children) yield* downwards(child);
}

/** Whether `unitId` is `grantUnitId` or below it. */
export function isInSubtree(tree: UnitTree, grantUnitId: string, unitId: string): boolean {
  for (const { unit } of upwards(tree.nodes.get(unitId) ?? null))
    if (unit.unitId === grantUnitId) return true;
  return false;
}

/**
 * Where a machine stands: its room if rooms are units of its school, else the school. A machine whose school is not in the
 * tree stands at the root, so that it is seen by those who can put it right.
 */
export function placeOf(tree: UnitTree, schoolCode: string, room: string | null): UnitNode | null {
  const school = tree.schools.get(schoolCode);
  if (school === undefined) return tree.root;
  if (room !== null && school.children.length > 0) {
    for (const node of downwards(school)) {
      if (node.unit.kind === 'room' && node.unit.code === room) return node;
    }
  }
  return school;
}
