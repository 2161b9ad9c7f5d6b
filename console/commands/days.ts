import type { SchoolCalendar } from '../../shared/domain/calendar.ts';

/** The last millisecond of a calendar day (YYYY-MM-DD) where the schools are. */
export function endOfDayMs(day: string, { utcOffsetMinutes }: SchoolCalendar): number {
  return Date.parse(`${day}T23:59:59.999Z`) - utcOffsetMinutes * 60_000;
}
