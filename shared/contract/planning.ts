import { z } from 'zod';
import { deviceStates, roles, schoolLevels } from '../domain/device.ts';
import { roomKinds } from '../domain/school.ts';
import { bytes, count, epochMs, schoolCode, text } from './scalars.ts';

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

/** What the planner needs to know of one machine; null is unknown. */
export const planningDevice = z.object({
  deviceId: z.string().max(32),
  hostname: text(253).nullable(),
  schoolCode,
  room: text(64).nullable(),
  /** What the room is for; null while nobody said so. */
  roomKind: z.enum(roomKinds).nullable(),
  role: z.enum(roles),
  state: z.enum(deviceStates),
  lastSeenMs: epochMs.nullable(),
  connected: z.boolean(),
  memoryBytes: bytes.nullable(),
  systemDiskFreeBytes: bytes.nullable(),
  isVirtual: z.boolean().nullable(),
  chassis: z.enum(['desktop', 'laptop', 'tablet', 'server']).nullable(),
  confirmedGoodMs: epochMs.nullable(),
});
export type PlanningDeviceRow = z.infer<typeof planningDevice>;
