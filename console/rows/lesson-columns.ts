import type { LessonDay } from '../../shared/contract/line-rows.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import { dash, dayColumn, numberColumn } from './words-column.ts';

/** Share of the watched minutes of lessons in which nobody could work. */
export function badPercent({ minutes, badMinutes }: LessonDay): number | null {
  return minutes === 0 ? null : (100 * badMinutes) / minutes;
}

/** A day's lessons in a cell: `p95 45 ms, kém 3,5 %`. */
export function lessonText(lessons: LessonDay | null, text: Text): string {
  const bad = lessons === null ? null : badPercent(lessons);
  if (lessons === null || bad === null) return dash;
  const p95Ms = lessons.p95Ms === null ? dash : text.number(lessons.p95Ms);
  return text.t('lessons.short', { p95: p95Ms, bad: text.number(bad, 1) });
}

/** What a cell has no room for: `mất gói 0,2 %, DNS 14 ms`. */
export function lossText({ lossPercent, dnsMs }: LessonDay, text: Text): string {
  const loss = lossPercent === null ? dash : text.number(lossPercent, 1);
  return text.t('lessons.more', { loss, dns: dnsMs === null ? dash : text.number(dnsMs) });
}

/** The last school days of a line, beside its speed tests. */
export const lessonColumns: readonly Column<LessonDay>[] = [
  dayColumn('day', 'column.day', (row) => row.day),
  numberColumn('p95Ms', 'column.p95', (row) => row.p95Ms),
  numberColumn('lossPercent', 'column.loss', (row) => row.lossPercent, 1),
  numberColumn('dnsMs', 'column.dns', (row) => row.dnsMs),
  numberColumn('badPercent', 'column.lessonBad', badPercent, 1),
  numberColumn('minutes', 'column.minutes', (row) => row.minutes),
];
