import type { NormPack } from '../norm.ts';
import type { Plan } from '../plan/plan.ts';
import { studentsPerComputer, sumUnlessBlank } from '../ratio.ts';
import type { SchoolRow } from '../school.ts';
import { lineFigures } from './line-figures.ts';
import { otherFigures, safetyFigures, studentFigures } from './machine-figures.ts';
import { roomFigures } from './room-figures.ts';
import { type SchoolPart, schoolParts } from './school-part.ts';
import type { SchoolStatistics } from './school-statistics.ts';

/** The statistics of every school of a plan, in the order of its needs (school code). */
export function schoolStatistics(plan: Plan): SchoolStatistics[] {
  return schoolParts(plan).map((part) => statisticsOf(part, plan.packs));
}

function statisticsOf(part: SchoolPart, packs: readonly NormPack[]): SchoolStatistics {
  const { school, need } = part;
  const students = sumUnlessBlank(school.rows.map((row) => row.students));
  const student = studentFigures(part);
  return {
    schoolCode: need.schoolCode,
    schoolName: need.schoolName,
    level: need.level,
    commune: need.commune,
    owner: part.owner,
    classes: sumUnlessBlank(school.rows.map((row) => row.classes)),
    students,
    informaticsStudents: sumUnlessBlank(school.rows.map(informaticsPupils)),
    ...student,
    ...otherFigures(part),
    ...roomFigures(part, packs),
    ...lineFigures(part),
    ...safetyFigures(part),
    pupilsPerComputer: studentsPerComputer(students, student.studentMachinesInUse ?? 0),
    countedPupilsPerComputer: need.studentsPerComputer,
    norms: need.levels.map(({ level, pupilsPerComputer }) => ({ level, pupilsPerComputer })),
    needed: need.needed,
    meetsNorm: need.deficit === null ? null : need.deficit === 0,
  };
}

/** Kindergartens teach no Informatics: a blank cell is none there, and unknown elsewhere. */
function informaticsPupils({ level, informaticsStudents }: SchoolRow): number | null {
  return informaticsStudents ?? (level === 'MN' ? 0 : null);
}
