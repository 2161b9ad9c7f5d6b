import { z } from 'zod';
import { schoolLevels } from '../domain/device.ts';
import { count, schoolCode, text } from './scalars.ts';

/** One roster row: a school's one level on one site. null is missing, 0 is a typed zero. */
export const planningLevel = z.object({
  level: z.enum(schoolLevels),
  siteCode: text(32).nullable(),
  siteName: text(200).nullable(),
  students: count.nullable(),
  informaticsStudents: count.nullable(),
  classes: count.nullable(),
  largestClass: count.nullable(),
  practicePupilsPerPc: count.nullable(),
  sessions: count.nullable(),
  departments: count.nullable(),
  classrooms: count.nullable(),
  declaredStudentPcs: count.nullable(),
});
export type PlanningLevelRow = z.infer<typeof planningLevel>;

export const planningSchool = z.object({
  schoolCode,
  schoolName: text(200),
  commune: text(200).nullable(),
  owner: text(200).nullable(),
  area: text(200).nullable(),
  levels: z.array(planningLevel).max(64),
});
export type PlanningSchoolRow = z.infer<typeof planningSchool>;
