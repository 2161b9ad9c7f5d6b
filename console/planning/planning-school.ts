import type { PlanningSchoolRow } from '../../shared/contract/planning.ts';
import type { PlanningSchool } from '../../shared/domain/school.ts';

/** A roster school in the domain's form. */
export function planningSchool(row: PlanningSchoolRow): PlanningSchool {
  return {
    schoolCode: row.schoolCode,
    schoolName: row.schoolName,
    ...(row.commune === null ? {} : { commune: row.commune }),
    ...(row.owner === null ? {} : { owner: row.owner }),
    rows: row.levels,
  };
}
