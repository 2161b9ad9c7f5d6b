import type { SchoolCalendar } from '../../shared/domain/calendar.ts';
import { localDay } from '../../shared/domain/signature-age.ts';

const dayMs = 86_400_000;

/** The installation's local day of an instant, YYYY-MM-DD. */
export function dayOf(atMs: number, { utcOffsetMinutes }: SchoolCalendar): string {
  return new Date(localDay(atMs, utcOffsetMinutes) * dayMs).toISOString().slice(0, 10);
}

/** The installation's local month of an instant, YYYY-MM. */
export function monthOf(atMs: number, calendar: SchoolCalendar): string {
  return dayOf(atMs, calendar).slice(0, 7);
}

/** Instants at which a local month, YYYY-MM, begins and is over. */
export function monthSpan(
  month: string,
  { utcOffsetMinutes }: SchoolCalendar,
): { readonly startMs: number; readonly endMs: number } {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  const offsetMs = utcOffsetMinutes * 60_000;
  return { startMs: Date.UTC(year, number - 1) - offsetMs, endMs: Date.UTC(year, number) - offsetMs };
}

/** The month `months` before (negative: after). */
export function monthBefore(month: string, months: number): string {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 - months)).toISOString().slice(0, 7);
}
