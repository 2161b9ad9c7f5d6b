import type { QualityRow } from '../../shared/contract/line-rows.ts';
import { shippedLessonHours } from '../../shared/data/lessons.ts';
import type { Interval } from '../../shared/domain/outage/evidence.ts';
import { lessonQuality } from '../../shared/domain/outage/lesson-quality.ts';
import { isLesson } from '../../shared/domain/probe/lesson.ts';
import { dayOf } from '../fleet/local-day.ts';
import { schoolNameIn } from './finding-scope.ts';
import type { LineQueryDeps } from './line-deps.ts';

const hourMs = 3_600_000;

/** How a line served, hour by hour; only hours in which something was measured. */
export async function qualityRows(
  { fleet, store, rules }: LineQueryDeps,
  { lineId, schoolCode }: { readonly lineId: string; readonly schoolCode: string },
  span: Interval,
): Promise<readonly QualityRow[]> {
  const { calendar } = rules;
  const runs = await store.runsOfLine(lineId, span);
  const samples = await store.samplesOf(lineId, span);
  const timetable = { calendar, hours: shippedLessonHours() };
  const schoolName = schoolNameIn(fleet.picture.tree(), schoolCode);
  const { asnOf } = fleet.lines.register;
  // A line that works is one run of many days.
  const within = runs.map((run) => ({
    ...run,
    ...{ from: Math.max(run.from, span.from), to: Math.min(run.to, span.to) },
    asn: run.publicAddress === null ? null : asnOf(run.publicAddress),
  }));
  return lessonQuality(within, samples, calendar.utcOffsetMinutes)
    .filter(({ from }) => from + hourMs > span.from && from < span.to)
    .map(({ from, ...figures }) => ({
      ...{ lineId, schoolCode, schoolName, day: dayOf(from, calendar) },
      hour: Math.floor(((from / hourMs + calendar.utcOffsetMinutes / 60) % 24) + 24) % 24,
      isLesson: isLesson(from + hourMs / 2, timetable),
      ...figures,
    }));
}
