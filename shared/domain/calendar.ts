/** Closure dates of one installation: data (shared/data/calendar.json), dated and sourced, never code. */
export interface CalendarRules {
  /** Fixed offset of local time from UTC; Vietnam is +420 and has no daylight saving. */
  readonly utcOffsetMinutes: number;
  /** Sunday is never a school day; Saturday is one only where the province says so. */
  readonly saturdayIsSchoolDay: boolean;
  /** Closures of every year, `MM-DD`, both ends included, within one calendar year. */
  readonly yearly: readonly ClosedRange[];
  /** Closures of one year, `YYYY-MM-DD`, both ends included. */
  readonly dated: readonly ClosedRange[];
}

export interface ClosedRange {
  readonly from: string;
  readonly to: string;
}

/** School days summed up once, so that the age of 5,000 machines costs two array reads each. */
export interface SchoolCalendar {
  readonly utcOffsetMinutes: number;
  readonly schoolDaysThrough: Int32Array;
}

const dayMs = 86_400_000;
const firstYear = 2000;
const lastYear = 2099;
const firstDay = Date.UTC(firstYear, 0, 1) / dayMs;
const dayCount = Date.UTC(lastYear + 1, 0, 1) / dayMs - firstDay;

/**
 * Prepares the running count of school days over 2000–2099; outside these years nothing counts.
 * @param rules validated calendar data; a year without its Tết row merely counts those days as school days
 */
export function createSchoolCalendar(rules: CalendarRules): SchoolCalendar {
  const closed = new Uint8Array(dayCount);
  for (const range of rules.dated) close(closed, range.from, range.to);
  for (let year = firstYear; year <= lastYear; year++) {
    for (const range of rules.yearly) close(closed, `${year}-${range.from}`, `${year}-${range.to}`);
  }
  const schoolDaysThrough = new Int32Array(dayCount + 1);
  let total = 0;
  for (let index = 0; index < dayCount; index++) {
    if (closed[index] === 0 && isTeachingWeekday(firstDay + index, rules.saturdayIsSchoolDay)) total++;
    schoolDaysThrough[index + 1] = total;
  }
  return { utcOffsetMinutes: rules.utcOffsetMinutes, schoolDaysThrough };
}

/** Local calendar day of an instant, as days since 1970-01-01. */
function localDay(atMs: number, calendar: SchoolCalendar): number {
  return Math.floor((atMs + calendar.utcOffsetMinutes * 60_000) / dayMs);
}

/**
 * School days after the local day of `fromMs`, up to and including the local day of `toMs`; never negative.
 * Friday to the next Monday is 1; 30 May to 15 July is 0 where summer closes the schools.
 */
export function schoolDaysBetween(fromMs: number, toMs: number, calendar: SchoolCalendar): number {
  return Math.max(
    0,
    countThrough(localDay(toMs, calendar), calendar) - countThrough(localDay(fromMs, calendar), calendar),
  );
}

function countThrough(day: number, calendar: SchoolCalendar): number {
  const index = Math.min(Math.max(day - firstDay + 1, 0), dayCount);
  return calendar.schoolDaysThrough[index] ?? 0;
}

function close(closed: Uint8Array, from: string, to: string): void {
  const start = Date.parse(from) / dayMs - firstDay;
  const end = Date.parse(to) / dayMs - firstDay;
  if (end >= 0) closed.fill(1, Math.max(start, 0), end + 1);
}

/** Day 0 was a Thursday; Monday is 1 and Sunday 7. */
function isTeachingWeekday(day: number, saturdayIsSchoolDay: boolean): boolean {
  const weekday = ((day + 3) % 7) + 1;
  return weekday <= 5 || (weekday === 6 && saturdayIsSchoolDay);
}
