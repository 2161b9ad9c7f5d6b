import type { CalendarRules } from '../../shared/domain/calendar.ts';

const dayMs = 86_400_000;
/** A closure of a month or more is the summer. */
const shortestSummerDays = 30;
const usualStart = '09-01';

/** When the school year of a moment began, ms UTC: the day after the summer's last, else 1 September, at local midnight. */
export function schoolYearStartMs(asAtMs: number, calendar: CalendarRules): number {
  const offsetMs = calendar.utcOffsetMinutes * 60_000;
  const year = new Date(asAtMs + offsetMs).getUTCFullYear();
  const startOf = (of: number): number => firstDayMs(of, calendar) - offsetMs;
  return startOf(year) <= asAtMs ? startOf(year) : startOf(year - 1);
}

function firstDayMs(year: number, { yearly }: CalendarRules): number {
  const lengthOf = ({ from, to }: CalendarRules['yearly'][number]): number =>
    (Date.parse(`${year}-${to}`) - Date.parse(`${year}-${from}`)) / dayMs + 1;
  const [summer] = yearly
    .filter((closure) => lengthOf(closure) >= shortestSummerDays)
    .toSorted((a, b) => lengthOf(b) - lengthOf(a));
  return summer === undefined
    ? Date.parse(`${year}-${usualStart}`)
    : Date.parse(`${year}-${summer.to}`) + dayMs;
}
