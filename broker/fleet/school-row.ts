import type { SchoolRow, Totals, Unit } from '../../shared/contract/view.ts';
import { declarationOf } from '../../shared/domain/need-basis.ts';
import { sumUnlessBlank } from '../../shared/domain/ratio.ts';
import { levelLabel } from '../../shared/domain/school.ts';
import { downwards, schoolCodeOf, type UnitNode, upwards } from './unit-tree.ts';

/** Totals of a unit's subtree as they are now. */
export function totalsOf(node: UnitNode): Totals {
  return { ...node.tally, schools: node.schools };
}

/** Rows of all schools of a subtree, in the tree's order. */
export function schoolRowsOf(node: UnitNode): SchoolRow[] {
  return schoolNodesOf(node).map(schoolRowOf);
}

export function schoolNodesOf(node: UnitNode): UnitNode[] {
  return [...downwards(node)].filter(({ unit }) => schoolCodeOf(unit) !== null);
}

/** The subtree's units; the topmost without its parent, which lies outside. */
export function unitsOf(node: UnitNode): Unit[] {
  return [...downwards(node)].map((below) => (below === node ? ownUnit(node) : below.unit));
}

/** A unit as the top of what somebody sees. */
export function ownUnit(node: UnitNode): Unit {
  return { ...node.unit, parentId: null };
}

/** Name of a school: the roster's, else the unit's. */
export function schoolNameOf(node: UnitNode): string {
  return node.rows[0]?.schoolName ?? node.unit.name;
}

export function communeOf(node: UnitNode): string | null {
  const declared = node.rows[0]?.commune ?? null;
  if (declared !== null) return declared;
  for (const { unit } of upwards(node)) if (unit.kind === 'commune') return unit.name;
  return null;
}

function schoolRowOf(node: UnitNode): SchoolRow {
  const { schools: _, pending, quarantined, ...counted } = totalsOf(node);
  const { rows } = node;
  return {
    schoolCode: node.unit.code ?? '',
    schoolName: schoolNameOf(node),
    unitId: node.unit.unitId,
    commune: communeOf(node),
    level: levelLabel(rows.map((row) => row.level)),
    students: sumUnlessBlank(rows.map((row) => row.students)),
    // A kindergarten has no Informatics, so its blank cell is no gap.
    informaticsStudents: sumUnlessBlank(
      rows.filter((row) => row.level !== 'MN').map((row) => row.informaticsStudents),
    ),
    declared: declarationOf(rows).declared,
    ...counted,
  };
}
