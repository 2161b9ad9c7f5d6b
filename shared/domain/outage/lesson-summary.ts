import { medianOf } from '../median.ts';

/** What was measured in one hour; `minutes` are those that were checked. */
export interface LessonHourFigures {
  readonly minutes: number;
  readonly badMinutes: number;
  readonly downMinutes: number;
  readonly p95Ms: number | null;
  readonly lossPercent: number | null;
  readonly dnsMs: number | null;
}

/** Several hours in one: figures are medians of the hours, null where none was measured. */
export interface LessonSummary {
  readonly minutes: number;
  /** Too bad to work with, or without connection. */
  readonly badMinutes: number;
  readonly p95Ms: number | null;
  readonly lossPercent: number | null;
  readonly dnsMs: number | null;
}

/** What some hours of lessons were like together ("chất lượng trong giờ học"). */
export function summarizeLessons(hours: readonly LessonHourFigures[]): LessonSummary {
  const sum = (of: (hour: LessonHourFigures) => number) => hours.reduce((total, hour) => total + of(hour), 0);
  const median = (of: (hour: LessonHourFigures) => number | null) =>
    medianOf(hours.flatMap((hour) => of(hour) ?? []));
  const minutes = sum((hour) => hour.minutes);
  return {
    minutes,
    badMinutes: Math.min(
      minutes,
      sum((hour) => hour.badMinutes + hour.downMinutes),
    ),
    p95Ms: median((hour) => hour.p95Ms),
    lossPercent: median((hour) => hour.lossPercent),
    dnsMs: median((hour) => hour.dnsMs),
  };
}
