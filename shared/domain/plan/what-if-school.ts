import type { SchoolLevel } from '../device.ts';
import type { PlanningSchool, SchoolRow } from '../school.ts';
import { changedByPercent, changedByPercentUp } from './setting-value.ts';

/**
 * Schools after their pupils grew or fell. Pupils and Informatics pupils are rounded half up per row; classes up, since a part
 * of a class needs a room of its own; the largest class stays as it is (classes have a cap, so more pupils make more
 * classes), at most all pupils of the row. Blank stays blank.
 * @param growth hundredths of a percent by level
 */
export function growSchools(
  schools: readonly PlanningSchool[],
  growth: ReadonlyMap<string, number>,
): PlanningSchool[] {
  return schools.map((school) => ({
    ...school,
    rows: school.rows.map((row) => grownRow(row, growth.get(row.level) ?? 0)),
  }));
}

function grownRow(row: SchoolRow, hundredths: number): SchoolRow {
  if (hundredths === 0) return row;
  const pupils = (count: number | null) => (count === null ? null : changedByPercent(count, hundredths));
  const students = pupils(row.students);
  const isCapped = row.largestClass !== null && students !== null && students < row.largestClass;
  return {
    ...row,
    students,
    informaticsStudents: pupils(row.informaticsStudents),
    classes: row.classes === null ? null : changedByPercentUp(row.classes, hundredths),
    largestClass: isCapped ? students : row.largestClass,
  };
}

/** Schools where each practice machine is shared by the same number of pupils, whatever a school's own roster row says. */
export function withoutOwnPractice(schools: readonly PlanningSchool[]): PlanningSchool[] {
  return schools.map((school) => ({
    ...school,
    rows: school.rows.map((row) => ({ ...row, practicePupilsPerPc: null })),
  }));
}

/** Levels whose ratio can be set: nursery schools have no Informatics. */
export const ratioLevels = ['TH', 'THCS', 'THPT', 'GDTX'] as const satisfies readonly SchoolLevel[];
