import type { QualityRow } from '../../shared/contract/line-rows.ts';

/** An hour of the school day over all days of a report; figures are medians of the hours, null where none was measured. */
export type LessonHour = {
  /** 7 is 07:00 to 08:00. */
  readonly hour: number;
  readonly days: number;
  readonly minutes: number;
  /** Too bad to work with, or without connection. */
  readonly badMinutes: number;
  readonly p95Ms: number | null;
  readonly lossPercent: number | null;
  readonly dnsMs: number | null;
};

/** Hours in which lessons are held, earliest first. */
export function lessonHours(rows: readonly QualityRow[]): LessonHour[] {
  const lessons = rows.filter(({ isLesson }) => isLesson);
  return [...Map.groupBy(lessons, ({ hour }) => hour)]
    .sort(([a], [b]) => a - b)
    .map(([hour, group]) => ({
      hour,
      days: group.filter(({ minutes }) => minutes > 0).length,
      minutes: sum(group.map(({ minutes }) => minutes)),
      badMinutes: sum(group.map(({ badMinutes, downMinutes }) => badMinutes + downMinutes)),
      p95Ms: median(group.map(({ p95Ms }) => p95Ms)),
      lossPercent: median(group.map(({ lossPercent }) => lossPercent)),
      dnsMs: median(group.map(({ dnsMs }) => dnsMs)),
    }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const upper = known[Math.floor(known.length / 2)];
  const lower = known[Math.ceil(known.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
