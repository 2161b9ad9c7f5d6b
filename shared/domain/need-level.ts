import type { SchoolLevel } from './device.ts';
import type { NormPack } from './norm.ts';
import { ceilDivide, sumUnlessBlank } from './ratio.ts';
import type { SchoolRow } from './school.ts';

/** Which pupils the norm divides: 1568/SGDĐT-GDTrH 2018 §II.3.c does not say, so every export prints the choice. */
export const denominators = ['informatics', 'enrolled'] as const;
export type Denominator = (typeof denominators)[number];

export interface LevelOptions {
  readonly denominator: Denominator;
  /** Fill blank Informatics pupils where the curriculum settles them; flagged. */
  readonly estimate: boolean;
}

/** What is special about a level: a blank pupil number, a level without Informatics (needs 0), a pack without its ratio. */
export const levelProblems = ['missing-data', 'not-applicable', 'no-norm'] as const;
export type LevelProblem = (typeof levelProblems)[number];

export interface LevelNeed {
  readonly level: SchoolLevel;
  readonly students: number | null;
  /** Pupils of the denominator, over all sites. */
  readonly counted: number | null;
  /** The norm: pupils per computer. */
  readonly pupilsPerComputer: number | null;
  readonly normNeed: number | null;
  /** Informatics pupils were estimated, not declared. */
  readonly estimated: boolean;
  readonly problem: LevelProblem | null;
}

/**
 * Computers that the letter asks for one level of one school: `ceil(pupils / norm)`, pupils summed over the school's
 * sites and divided once (24/16/12 for TH/THCS/THPT, 1568/SGDĐT-GDTrH 2018 §II.3.c). The letter norms a school, not a
 * site; what a site needs to teach at all is the seat floor. Any blank pupil number makes the whole level `missing-data`.
 */
export function levelNeed(
  level: SchoolLevel,
  schoolRows: readonly SchoolRow[],
  options: LevelOptions,
  pack: NormPack,
): LevelNeed {
  const rows = schoolRows.filter((row) => row.level === level);
  const filled = options.estimate ? rows.map(estimateInformatics) : rows;
  const isInformatics = options.denominator === 'informatics';
  const students = sumUnlessBlank(rows.map((row) => row.students));
  const counted = isInformatics ? sumUnlessBlank(filled.map((row) => row.informaticsStudents)) : students;
  const pupilsPerComputer = pack.pupilsPerComputer[level]?.value ?? null;
  const estimated = isInformatics && filled.some((row, index) => row !== rows[index]);
  const facts = { level, students, counted, pupilsPerComputer, normNeed: null, estimated };
  if (level === 'MN') return { ...facts, counted: 0, normNeed: 0, problem: 'not-applicable' };
  if (counted === 0) return { ...facts, normNeed: 0, problem: null };
  if (pupilsPerComputer === null) return { ...facts, problem: 'no-norm' };
  if (counted === null) return { ...facts, problem: 'missing-data' };
  return { ...facts, normNeed: ceilDivide(counted, pupilsPerComputer), problem: null };
}

/**
 * Fills a blank number of Informatics pupils where the 2018 curriculum settles it: TH three grades of five (grades 3–5),
 * rounded up per row; THCS everyone. THPT chooses and GDTX varies, so they stay blank.
 */
export function estimateInformatics(row: SchoolRow): SchoolRow {
  if (row.informaticsStudents !== null || row.students === null) return row;
  if (row.level === 'TH') return { ...row, informaticsStudents: ceilDivide(row.students * 3, 5) };
  return row.level === 'THCS' ? { ...row, informaticsStudents: row.students } : row;
}
