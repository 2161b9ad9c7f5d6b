import type { PlanningLevelRow, PlanningSchoolRow } from '../../shared/contract/planning.ts';
import { communeOf, schoolNameOf, schoolNodesOf } from '../fleet/school-row.ts';
import type { UnitNode } from '../fleet/unit-tree.ts';
import type { RosterRow } from '../store/org-port.ts';

/** Schools of a subtree as the roster declares them now; one that has no roster row has no level. */
export function planningSchoolRows(node: UnitNode): PlanningSchoolRow[] {
  return schoolNodesOf(node).map((school) => ({
    schoolCode: school.unit.code ?? '',
    schoolName: schoolNameOf(school),
    commune: communeOf(school),
    owner: school.rows[0]?.owner ?? null,
    area: school.rows[0]?.area ?? null,
    levels: school.rows.map(levelRow),
  }));
}

function levelRow(row: RosterRow): PlanningLevelRow {
  const {
    schoolCode: _code,
    schoolName: _name,
    commune: _commune,
    owner: _owner,
    area: _area,
    ...level
  } = row;
  return level;
}
