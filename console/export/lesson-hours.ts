import type { QualityRow } from '../../shared/contract/line-rows.ts';
import { type LessonSummary, summarizeLessons } from '../../shared/domain/outage/lesson-summary.ts';

/** An hour of the school day over all days of a report. */
export type LessonHour = LessonSummary & {
  /** 7 is 07:00 to 08:00. */
  readonly hour: number;
  readonly days: number;
};

/** Hours in which lessons are held, earliest first. */
export function lessonHours(rows: readonly QualityRow[]): LessonHour[] {
  const lessons = rows.filter(({ isLesson }) => isLesson);
  return [...Map.groupBy(lessons, ({ hour }) => hour)]
    .sort(([a], [b]) => a - b)
    .map(([hour, group]) => ({
      ...{ hour, days: group.filter(({ minutes }) => minutes > 0).length },
      ...summarizeLessons(group),
    }));
}
