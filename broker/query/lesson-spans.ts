import type { Interval } from '../../shared/domain/outage/evidence.ts';
import { isSchoolDay, type LessonHours, type Timetable } from '../../shared/domain/probe/lesson.ts';
import { localDay } from '../../shared/domain/signature-age.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** The hours of a span in which schools teach, apart from one another, in order. */
export function lessonSpans({ from, to }: Interval, { calendar, hours }: Timetable): readonly Interval[] {
  const offsetMs = calendar.utcOffsetMinutes * minuteMs;
  const first = localDay(from, calendar.utcOffsetMinutes);
  const days = localDay(to, calendar.utcOffsetMinutes) - first + 1;
  return Array.from({ length: days }, (_, index) => (first + index) * dayMs - offsetMs)
    .filter((midnightMs) => isSchoolDay(midnightMs, calendar))
    .flatMap((midnightMs) => hoursOf(midnightMs, hours))
    .map((lesson) => ({ from: Math.max(from, lesson.from), to: Math.min(to, lesson.to) }))
    .filter((lesson) => lesson.from < lesson.to);
}

function hoursOf(midnightMs: number, hours: LessonHours): readonly Interval[] {
  return hours.map(({ fromMinute, toMinute }) => ({
    from: midnightMs + fromMinute * minuteMs,
    to: midnightMs + toMinute * minuteMs,
  }));
}
