import type { LessonDay, LineRow, QualityRow } from '../../shared/contract/line-rows.ts';
import { summarizeLessons } from '../../shared/domain/outage/lesson-summary.ts';
import { createBreathing } from '../breathing.ts';
import { dayOf } from '../fleet/local-day.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { qualityRows } from './line-quality.ts';

type LineName = Pick<LineRow, 'lineId' | 'schoolCode'>;

const dayMs = 86_400_000;
/** A week, and the day that has begun: lessons of the last Friday are found after a long weekend. */
const lookBackMs = 8 * dayMs;
const daysShown = 5;
/** It is read out of many stored rows: a list that is asked for every few seconds has it from here. */
const freshMs = 300_000;

/** How a line served in the lessons of the last school days in which it was measured, the newest first. */
export async function lessonDaysOf(deps: LineQueryDeps, line: LineName): Promise<LessonDay[]> {
  const to = deps.clock.now();
  return daysOf(await qualityRows(deps, line, { from: to - lookBackMs, to })).slice(0, daysShown);
}

function daysOf(rows: readonly QualityRow[]): LessonDay[] {
  const lessons = rows.filter(({ isLesson, minutes }) => isLesson && minutes > 0);
  return [...Map.groupBy(lessons, ({ day }) => day)]
    .map(([day, hours]) => ({ day, ...summarizeLessons(hours) }))
    .sort((a, b) => (a.day < b.day ? 1 : -1));
}

type Known = { readonly at: number; readonly newest: LessonDay | null };

/** The newest such day of each line, at most five minutes old. */
export function createNewestLessons(
  deps: LineQueryDeps,
): (lines: readonly LineName[]) => Promise<ReadonlyMap<string, LessonDay | null>> {
  const known = new Map<string, Known>();
  return async (lines) => {
    const now = deps.clock.now();
    const breathe = createBreathing(deps.clock);
    const found = new Map<string, LessonDay | null>();
    for (const line of lines) {
      const before = known.get(line.lineId);
      const isFresh = before !== undefined && Math.abs(now - before.at) <= freshMs;
      const newest = isFresh ? before.newest : await newestOf(deps, line, now);
      if (!isFresh) {
        known.set(line.lineId, { at: now, newest });
        await breathe();
      }
      found.set(line.lineId, newest);
    }
    return found;
  };
}

/** Day by day backwards: most often today's lessons are the ones, or those of the day before. */
async function newestOf(deps: LineQueryDeps, line: LineName, now: number): Promise<LessonDay | null> {
  const { calendar } = deps.rules;
  let from = Date.parse(`${dayOf(now, calendar)}T00:00:00Z`) - calendar.utcOffsetMinutes * 60_000;
  for (let to = now; to > now - lookBackMs; to = from, from -= dayMs) {
    const [newest] = daysOf(await qualityRows(deps, line, { from, to }));
    if (newest !== undefined) return newest;
  }
  return null;
}
