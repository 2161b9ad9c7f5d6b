import type { NeedOptions } from '../../shared/domain/need-school.ts';
import type { PlanningSchool, SchoolRow } from '../../shared/domain/school.ts';

export const informaticsLetter: NeedOptions = {
  denominator: 'informatics',
  policy: 'letter',
  estimate: false,
};

/** A roster row of blanks, except for what the test names. */
export function row(given: Pick<SchoolRow, 'level'> & Partial<SchoolRow>): SchoolRow {
  return {
    siteCode: null,
    siteName: null,
    students: null,
    informaticsStudents: null,
    classes: null,
    largestClass: null,
    practicePupilsPerPc: null,
    sessions: null,
    departments: null,
    classrooms: null,
    declaredStudentPcs: null,
    ...given,
  };
}

export function school(schoolCode: string, ...rows: SchoolRow[]): PlanningSchool {
  return { schoolCode, schoolName: `Trường ${schoolCode}`, rows };
}
