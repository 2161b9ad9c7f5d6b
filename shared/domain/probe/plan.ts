import type { SchoolCalendar } from '../calendar.ts';
import { isLesson, quietSince, type Timetable } from './lesson.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** Lines whose moment came while nobody was there spread over this much of the next quiet stretch. */
const spreadMs = 60 * minuteMs;
/** 1970-01-05 was a Monday. */
const firstMonday = 4;

/** Even over [0, 1), the same for the same name on every platform (FNV-1a, then a final mix). */
function shareOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}

/** Local midnight of the Monday before a moment. */
export function weekStart(atMs: number, { utcOffsetMinutes }: SchoolCalendar): number {
  const offsetMs = utcOffsetMinutes * minuteMs - firstMonday * dayMs;
  return Math.floor((atMs + offsetMs) / weekMs) * weekMs - offsetMs;
}

/** From Monday to Friday noon: a week that begins to wait later finds nobody at school any more. */
const plannedMs = 4.5 * dayMs;

/** The moment of its week from which a line wants its speed test: random, but always the same. */
export function plannedAt(lineId: string, weekStartMs: number): number {
  return weekStartMs + Math.floor(shareOf(`${lineId} ${weekStartMs}`) * plannedMs);
}

/**
 * Whether a line's weekly test may be made now: its moment has come, no lesson is on or begins before the test is over, and of
 * the lines that waited for the lesson's end not all begin at once.
 */
export function isPlannedNow(lineId: string, nowMs: number, timetable: Timetable, testMs: number): boolean {
  const start = weekStart(nowMs, timetable.calendar);
  if (nowMs < plannedAt(lineId, start)) return false;
  if (isLesson(nowMs, timetable) || isLesson(nowMs + testMs, timetable)) return false;
  const quiet = quietSince(nowMs, timetable);
  return nowMs >= quiet + shareOf(`${start} ${lineId}`) * spreadMs;
}

/** Quickest and slowest light check of one service by one school. */
const leastSeconds = 60;
const mostSeconds = 900;

/**
 * Seconds between two checks of a service by one school, and this school's place among the others': together they look at it
 * about once a minute, however many they are.
 * @param place number of the school among those that probe, from 0
 */
export function servicePace(schools: number, place: number): { everySeconds: number; phaseSeconds: number } {
  const everySeconds = Math.min(mostSeconds, Math.max(leastSeconds, schools * leastSeconds));
  return { everySeconds, phaseSeconds: (place * leastSeconds) % everySeconds };
}
