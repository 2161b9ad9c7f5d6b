import { type SchoolCalendar, schoolDaysBetween } from '../calendar.ts';

/** Hours in which schools teach, in minutes after local midnight, in order: data (shared/data/lessons.json). */
export type LessonHours = readonly { readonly fromMinute: number; readonly toMinute: number }[];

/** What says when a school teaches. */
export interface Timetable {
  readonly calendar: SchoolCalendar;
  readonly hours: LessonHours;
}

const minuteMs = 60_000;
const dayMinutes = 1_440;

/** Minutes after local midnight, and that midnight. */
function localTime(
  atMs: number,
  { utcOffsetMinutes }: SchoolCalendar,
): { minute: number; midnightMs: number } {
  const local = atMs / minuteMs + utcOffsetMinutes;
  const day = Math.floor(local / dayMinutes);
  return { minute: local - day * dayMinutes, midnightMs: (day * dayMinutes - utcOffsetMinutes) * minuteMs };
}

/** Whether the local day of a moment is a school day. */
export function isSchoolDay(atMs: number, calendar: SchoolCalendar): boolean {
  return schoolDaysBetween(atMs - dayMinutes * minuteMs, atMs, calendar) === 1;
}

/** Whether schools teach at this moment; the last minute of a lesson ends before `toMinute`. */
export function isLesson(atMs: number, { calendar, hours }: Timetable): boolean {
  if (!isSchoolDay(atMs, calendar)) return false;
  const { minute } = localTime(atMs, calendar);
  return hours.some(({ fromMinute, toMinute }) => minute >= fromMinute && minute < toMinute);
}

/** Since when a quiet moment has been quiet, within its local day. */
export function quietSince(atMs: number, { calendar, hours }: Timetable): number {
  const { minute, midnightMs } = localTime(atMs, calendar);
  if (!isSchoolDay(atMs, calendar)) return midnightMs;
  const over = hours.filter(({ toMinute }) => toMinute <= minute).map(({ toMinute }) => toMinute);
  return midnightMs + Math.max(0, ...over) * minuteMs;
}
