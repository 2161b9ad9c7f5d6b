import { byCodeUnit } from '../order.ts';
import type { Deadline } from '../snapshot/register.ts';

/** A report due in the school year of a date. */
export interface DueReport {
  readonly deadline: Deadline;
  /** YYYY-MM-DD, local. */
  readonly dueOn: string;
  /** Day of the data, the last one on or before the due day; null where the letter names none. */
  readonly asAtOn: string | null;
  /** Whole days from the date's local day to the due day; negative when it has passed. */
  readonly daysLeft: number;
}

const dayMs = 86_400_000;
/** Reports of a school year end in June with its statistics; those of the next begin in September. */
const firstMonth = 7;

/**
 * Deadlines of the school year (July to June) that a date lies in, by due day. The days are a province's configuration: the
 * letters contradict each other.
 * @param utcOffsetMinutes of local time (the calendar's)
 */
export function nextDeadlines(
  deadlines: readonly Deadline[],
  asAtMs: number,
  utcOffsetMinutes: number,
): DueReport[] {
  const today = Math.floor((asAtMs + utcOffsetMinutes * 60_000) / dayMs);
  const date = new Date(today * dayMs);
  const startYear = date.getUTCFullYear() - Number(date.getUTCMonth() + 1 < firstMonth);
  return deadlines
    .map((deadline) => {
      const due = dayOf(deadline.dueOn, schoolYearOf(deadline.dueOn, startYear));
      const asAtOn = deadline.asAtOn === null ? null : isoDay(lastBefore(deadline.asAtOn, due));
      return { deadline, dueOn: isoDay(due), asAtOn, daysLeft: due - today };
    })
    .sort((a, b) => byCodeUnit(orderKey(a), orderKey(b)));
}

function orderKey({ dueOn, deadline }: DueReport): string {
  return [dueOn, deadline.report, deadline.from, deadline.to, deadline.source].join(' ');
}

function schoolYearOf(monthDay: string, startYear: number): number {
  return Number(monthDay.slice(0, 2)) >= firstMonth ? startYear : startYear + 1;
}

/** Days since 1970-01-01; 29 February is the 28th of a common year, and so is any day that a month lacks its last. */
function dayOf(monthDay: string, year: number): number {
  const [month = 1, day = 1] = monthDay.split('-').map(Number);
  const lastOfMonth = Date.UTC(year, month, 0) / dayMs;
  return Math.min(Date.UTC(year, month - 1, day) / dayMs, lastOfMonth);
}

function lastBefore(monthDay: string, due: number): number {
  const year = new Date(due * dayMs).getUTCFullYear();
  const sameYear = dayOf(monthDay, year);
  return sameYear <= due ? sameYear : dayOf(monthDay, year - 1);
}

function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
