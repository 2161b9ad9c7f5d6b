import { type SchoolCalendar, schoolDaysBetween } from './calendar.ts';
import type { Presence } from './device.ts';

/** What the broker knows of one machine's silence; `lastSeenMs` is broker time, null = never reported. */
export interface Sighting {
  readonly connected: boolean;
  readonly lastSeenMs: number | null;
}

const onlineMs = 15 * 60_000;
const quietSchoolDays = 5;
const silentSchoolDays = 30;

/**
 * Presence judged in school days, so that a lab in summer is not an outage: online when connected
 * or reported less than 15 minutes ago, quiet up to 5 school days, silent up to 30, missing after that or if never seen.
 */
export function presenceOf(sighting: Sighting, nowMs: number, calendar: SchoolCalendar): Presence {
  const { connected, lastSeenMs } = sighting;
  if (connected) return 'online';
  if (lastSeenMs === null) return 'missing';
  if (nowMs - lastSeenMs < onlineMs) return 'online';
  const age = schoolDaysBetween(lastSeenMs, nowMs, calendar);
  if (age <= quietSchoolDays) return 'quiet';
  return age <= silentSchoolDays ? 'silent' : 'missing';
}
