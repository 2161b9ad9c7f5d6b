import type { AvailabilityRow } from '../../shared/contract/line-rows.ts';
import { shippedLessonHours } from '../../shared/data/lessons.ts';
import {
  type AvailabilityFigures,
  type AvailabilityTarget,
  availability,
} from '../../shared/domain/outage/availability.ts';
import type { Interval } from '../../shared/domain/outage/evidence.ts';
import type { OutageRecord } from '../store/outage-port.ts';
import { schoolNameIn } from './finding-scope.ts';
import { lessonSpans } from './lesson-spans.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { lineRowsOf } from './line-rows.ts';
import { watchedSpans } from './watched-spans.ts';

/** A line as availability is told of it. */
export type MeasuredLine = {
  readonly lineId: string;
  readonly schoolCode: string;
  readonly isp: string;
  readonly promisedPercent: number | null;
  readonly watched: readonly Interval[];
};

export type AvailabilityFrame = {
  readonly span: Interval;
  readonly lessons: readonly Interval[];
  readonly outages: readonly OutageRecord[];
};

/** Incidents of one answer; a term of a district has fewer. */
const maxOutages = 20_000;

/** The lines of schools, with the times in which they were watched. */
export async function measuredLines(
  deps: LineQueryDeps,
  schoolCodes: readonly string[],
  span: Interval,
): Promise<readonly MeasuredLine[]> {
  const { register } = deps.fleet.lines;
  const lines: MeasuredLine[] = [];
  for (const schoolCode of schoolCodes) {
    const isps = new Map(register.linesOf(schoolCode).map(({ lineId, isp }) => [lineId, isp]));
    for (const { lineId, promisedPercent = null } of lineRowsOf(schoolCode, deps)) {
      const watched = await watchedSpans(deps, { lineId, schoolCode }, span);
      lines.push({ lineId, schoolCode, isp: isps.get(lineId) ?? '', promisedPercent, watched });
    }
    // Each school is a few reads: others get their turn in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return lines;
}

export async function availabilityFrame(
  { store, rules }: LineQueryDeps,
  span: Interval,
  schoolCodes: readonly string[],
): Promise<AvailabilityFrame> {
  const timetable = { calendar: rules.calendar, hours: shippedLessonHours() };
  const outages = await store.outages({ span, schoolCodes }, maxOutages);
  return { span, lessons: lessonSpans(span, timetable), outages };
}

export function lineAvailability(
  deps: LineQueryDeps,
  line: MeasuredLine,
  frame: AvailabilityFrame,
): AvailabilityRow {
  const { lineId, schoolCode, isp, promisedPercent } = line;
  const name = schoolNameIn(deps.fleet.picture.tree(), schoolCode);
  const figures = figuresOf(deps, { kind: 'line', lineId, isp, schoolCode }, [line], frame);
  return { kind: 'line', id: lineId, name, schoolCode, ...figures, promisedPercent };
}

/** Of each provider: all of its lines together. Lines of nobody known are none of anybody's. */
export function ispAvailability(
  deps: LineQueryDeps,
  lines: readonly MeasuredLine[],
  frame: AvailabilityFrame,
): readonly AvailabilityRow[] {
  const known = lines.filter(({ isp }) => isp !== '');
  return [...Map.groupBy(known, ({ isp }) => isp)].map(([isp, own]) => {
    const figures = figuresOf(deps, { kind: 'isp', isp, lines: own }, own, frame);
    return { kind: 'isp', id: isp, name: isp, schoolCode: null, ...figures, promisedPercent: null };
  });
}

export function schoolAvailability(
  deps: LineQueryDeps,
  lines: readonly MeasuredLine[],
  frame: AvailabilityFrame,
): readonly AvailabilityRow[] {
  return [...Map.groupBy(lines, (line) => line.schoolCode)].map(([schoolCode, own]) => {
    const name = schoolNameIn(deps.fleet.picture.tree(), schoolCode);
    const figures = figuresOf(deps, { kind: 'school', schoolCode, lines: own }, own, frame);
    return { kind: 'school', id: schoolCode, name, schoolCode, ...figures, promisedPercent: null };
  });
}

function figuresOf(
  { clock }: LineQueryDeps,
  target: AvailabilityTarget,
  lines: readonly MeasuredLine[],
  { span, lessons, outages }: AvailabilityFrame,
): AvailabilityFigures {
  const watched = lines.flatMap((line) => line.watched);
  const input = { target, span, nowMs: clock.now(), watched, outages, lessons };
  const { watchedMinutes, downMinutes, degradedMinutes, ...rest } = availability(input);
  return {
    ...{ watchedMinutes: Math.round(watchedMinutes), downMinutes: Math.round(downMinutes) },
    ...{ degradedMinutes: Math.round(degradedMinutes), ...rest },
  };
}
