import type { SchoolCalendar } from '../../shared/domain/calendar.ts';

const dayMs = 86_400_000;

/** The last millisecond of a calendar day (YYYY-MM-DD) where the schools are. */
export function endOfDayMs(day: string, { utcOffsetMinutes }: SchoolCalendar): number {
  return Date.parse(`${day}T23:59:59.999Z`) - utcOffsetMinutes * 60_000;
}

/** The span that two local calendar days hold, both included; a day that was not named leaves its end open. */
export function spanOf(
  { from, until }: { readonly from?: string; readonly until?: string },
  calendar: SchoolCalendar,
): { from?: number; until?: number } {
  return {
    ...(from === undefined ? {} : { from: endOfDayMs(from, calendar) + 1 - dayMs }),
    ...(until === undefined ? {} : { until: endOfDayMs(until, calendar) }),
  };
}
