import type { AvailabilityRow } from '../../shared/contract/line-rows.ts';
import { shippedLessonHours } from '../../shared/data/lessons.ts';
import {
  type AvailabilityFigures,
  type AvailabilityTarget,
  availability,
} from '../../shared/domain/outage/availability.ts';
import type { Interval } from '../../shared/domain/outage/evidence.ts';
import { createBreathing } from '../breathing.ts';
import type { OutageRecord } from '../store/outage-port.ts';
import { declaredThen, providerName } from './declared-then.ts';
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
  /** Those that touched a school: there may be thousands in all. */
  readonly outagesOf: (schoolCode: string) => readonly OutageRecord[];
};

/** Incidents of one answer; a term of a district has fewer. */
const maxOutages = 20_000;

/** The lines of schools, with the times in which they were watched; provider and promise are those at the end of the span. */
export async function measuredLines(
  deps: LineQueryDeps,
  schoolCodes: readonly string[],
  span: Interval,
): Promise<readonly MeasuredLine[]> {
  const { networks } = deps.fleet.lines.register;
  const declared = await declaredThen(deps, span.to);
  const breathe = createBreathing(deps.clock);
  const lines: MeasuredLine[] = [];
  for (const schoolCode of schoolCodes) {
    for (const { lineId } of lineRowsOf(schoolCode, deps)) {
      const entry = declared(lineId);
      const watched = await watchedSpans(deps, { lineId, schoolCode }, span);
      const contract = {
        isp: providerName(networks, entry),
        promisedPercent: entry?.promisedPercent ?? null,
      };
      lines.push({ lineId, schoolCode, ...contract, watched });
    }
    await breathe();
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
  const bySchool = new Map<string, OutageRecord[]>();
  for (const outage of outages) {
    for (const code of outage.schoolCodes) {
      const known = bySchool.get(code);
      if (known === undefined) bySchool.set(code, [outage]);
      else known.push(outage);
    }
  }
  const outagesOf = (code: string): readonly OutageRecord[] => bySchool.get(code) ?? [];
  return { span, lessons: lessonSpans(span, timetable), outages, outagesOf };
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

type Grouping = AvailabilityRow['kind'];

/** One row for each line, provider or school. Lines of nobody known are none of any provider's. */
export async function availabilityRows(
  deps: LineQueryDeps,
  by: Grouping,
  lines: readonly MeasuredLine[],
  frame: AvailabilityFrame,
): Promise<readonly AvailabilityRow[]> {
  const breathe = createBreathing(deps.clock);
  const rows: AvailabilityRow[] = [];
  const known = by === 'isp' ? lines.filter(({ isp }) => isp !== '') : lines;
  for (const own of Map.groupBy(known, keyOf[by]).values()) {
    const [first, ...others] = own;
    if (first !== undefined) rows.push(rowOf[by](deps, [first, ...others], frame));
    await breathe();
  }
  return rows;
}

const rowOf = {
  line: (deps: LineQueryDeps, [line]: Lines, frame: AvailabilityFrame) => lineAvailability(deps, line, frame),
  isp: ispAvailability,
  school: schoolAvailability,
};
const keyOf: Readonly<Record<Grouping, (line: MeasuredLine) => string>> = {
  line: ({ lineId }) => lineId,
  isp: ({ isp }) => isp,
  school: ({ schoolCode }) => schoolCode,
};

type Lines = readonly [MeasuredLine, ...MeasuredLine[]];

/** All lines of a provider together; it promises what its contracts do on average. */
function ispAvailability(deps: LineQueryDeps, lines: Lines, frame: AvailabilityFrame): AvailabilityRow {
  const [{ isp }] = lines;
  const promises = lines.flatMap(({ promisedPercent }) => promisedPercent ?? []);
  const sum = promises.reduce((all, one) => all + one, 0);
  return {
    ...{ kind: 'isp', id: isp, name: isp, schoolCode: null },
    ...figuresOf(deps, { kind: 'isp', isp, lines }, lines, frame),
    promisedPercent: promises.length === 0 ? null : sum / promises.length,
  };
}

/** A school is promised at least what its best contract promises. */
function schoolAvailability(deps: LineQueryDeps, lines: Lines, frame: AvailabilityFrame): AvailabilityRow {
  const [{ schoolCode }] = lines;
  const promises = lines.flatMap(({ promisedPercent }) => promisedPercent ?? []);
  return {
    ...{ kind: 'school', id: schoolCode, schoolCode },
    name: schoolNameIn(deps.fleet.picture.tree(), schoolCode),
    ...figuresOf(deps, { kind: 'school', schoolCode, lines }, lines, frame),
    promisedPercent: promises.length === 0 ? null : Math.max(...promises),
  };
}

function figuresOf(
  { clock }: LineQueryDeps,
  target: AvailabilityTarget,
  lines: readonly MeasuredLine[],
  { span, lessons, outagesOf }: AvailabilityFrame,
): AvailabilityFigures {
  const watched = lines.flatMap((line) => line.watched);
  const input = { target, span, nowMs: clock.now(), watched, outagesOf, lessons };
  const { watchedMinutes, downMinutes, degradedMinutes, ...rest } = availability(input);
  return {
    ...{ watchedMinutes: Math.round(watchedMinutes), downMinutes: Math.round(downMinutes) },
    ...{ degradedMinutes: Math.round(degradedMinutes), ...rest },
  };
}
