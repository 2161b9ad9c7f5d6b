import { type SchoolLevel, schoolLevels } from './device.ts';

/** What a room is for; rooms without a kind are unknown, not offices. A laptop cart listed as a lab is a `lab`. */
export const roomKinds = ['lab', 'classroom', 'studio', 'office', 'store', 'other'] as const;
export type RoomKind = (typeof roomKinds)[number];

/** One roster row: a level taught at one site. Null is a blank cell; 0 only when typed. */
export interface SchoolRow {
  readonly level: SchoolLevel;
  /** Null is the school's main site. */
  readonly siteCode: string | null;
  readonly siteName: string | null;
  readonly students: number | null;
  readonly informaticsStudents: number | null;
  readonly classes: number | null;
  /** Pupils of the largest class that uses the lab. */
  readonly largestClass: number | null;
  /** Pupils sharing one machine in a practice lesson. */
  readonly practicePupilsPerPc: number | null;
  /** Teaching sessions a day: 1 or 2. */
  readonly sessions: number | null;
  readonly departments: number | null;
  readonly classrooms: number | null;
  readonly declaredStudentPcs: number | null;
}

/** A school as the roster declares it on one date; `schoolCode` is unique within a plan. */
export interface PlanningSchool {
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly commune?: string;
  /** Authority whose budget pays; budgets never cross owners. */
  readonly owner?: string;
  readonly rows: readonly SchoolRow[];
}

/** Levels present, each once, in the order MN TH THCS THPT GDTX. */
export function levelsOf(levels: Iterable<SchoolLevel>): SchoolLevel[] {
  const present = new Set(levels);
  return schoolLevels.filter((level) => present.has(level));
}

/** A school's level as forms print it: `TH`, or `TH&THCS` for a school of several. */
export function levelLabel(levels: Iterable<SchoolLevel>): string {
  return levelsOf(levels).join('&');
}
