import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { schoolLevels } from '../../../shared/domain/device.ts';
import type { OrgStore, RosterRow } from '../org-port.ts';

const columnOf = {
  schoolCode: 'school_code',
  level: 'level',
  siteCode: 'site_code',
  schoolName: 'school_name',
  commune: 'commune',
  owner: 'owner',
  area: 'area',
  siteName: 'site_name',
  students: 'students',
  informaticsStudents: 'informatics_students',
  classes: 'classes',
  largestClass: 'largest_class',
  practicePupilsPerPc: 'practice_pupils_per_pc',
  sessions: 'sessions',
  departments: 'departments',
  classrooms: 'classrooms',
  declaredStudentPcs: 'declared_student_pcs',
} as const satisfies Record<keyof RosterRow, string>;

const fields = Object.keys(columnOf) as (keyof RosterRow)[];
const text = z.string().nullable();
const number = z.number().nullable();

const storedRow = z.object({
  schoolCode: z.string(),
  level: z.enum(schoolLevels),
  siteCode: z.string().transform((code) => (code === '' ? null : code)),
  schoolName: z.string(),
  commune: text,
  owner: text,
  area: text,
  siteName: text,
  students: number,
  informaticsStudents: number,
  classes: number,
  largestClass: number,
  practicePupilsPerPc: number,
  sessions: number,
  departments: number,
  classrooms: number,
  declaredStudentPcs: number,
}) satisfies z.ZodType<RosterRow>;

/** Roster versions; `append` runs inside the caller's transaction. The main site is stored as ''. */
export function createRosterRows(database: DatabaseSync) {
  const insert = database.prepare(
    `INSERT INTO roster_version (${fields.map((field) => columnOf[field]).join(', ')}, valid_from, actor, is_removed)
     VALUES (${fields.map(() => '?').join(', ')}, ?, ?, ?)`,
  );
  const select = database.prepare(
    `SELECT ${fields.map((field) => `${columnOf[field]} AS ${field}`).join(', ')} FROM roster_version AS r
     WHERE is_removed = 0 AND id = (SELECT id FROM roster_version WHERE school_code = r.school_code AND level = r.level
       AND site_code = r.site_code AND valid_from <= ? ORDER BY id DESC LIMIT 1)
     ORDER BY school_code, instr('${schoolLevels.map((level) => `,${level},`).join('')}', ',' || level || ','), site_code`,
  );
  const newest: OrgStore['rosterRows'] = (asAtMs = Number.MAX_SAFE_INTEGER) =>
    Promise.try(() => select.all(asAtMs).map((row) => storedRow.parse(row)));
  return {
    newest,
    append: (row: RosterRow, at: number, actor: string, isRemoved: 0 | 1): void => {
      const values = fields.map((field) => (field === 'siteCode' ? (row.siteCode ?? '') : row[field]));
      insert.run(...values, at, actor, isRemoved);
    },
  };
}
