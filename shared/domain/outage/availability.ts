import type { Interval, Outage } from './evidence.ts';
import { intersectSpans, mergeSpans, middleOf, subtractSpans, totalMs } from './interval.ts';

/**
 * Of whom availability is told. A school is down when none of its ways out works, and up when one is known to: while one is cut and
 * nothing is known of the others, nobody can say. Of a provider, all lines are added up.
 */
export type AvailabilityTarget =
  /** `isp` is empty where no line was entered: whatever provider's incident touched the school was on its only way out. */
  | { readonly kind: 'line'; readonly lineId: string; readonly isp: string; readonly schoolCode: string }
  | {
      readonly kind: 'isp';
      readonly isp: string;
      readonly lines: readonly {
        readonly lineId: string;
        readonly schoolCode: string;
        readonly watched: readonly Interval[];
      }[];
    }
  | {
      readonly kind: 'school';
      readonly schoolCode: string;
      readonly lines: readonly {
        readonly lineId: string;
        readonly isp: string;
        readonly watched: readonly Interval[];
      }[];
    };

export interface AvailabilityFigures {
  readonly watchedMinutes: number;
  readonly downMinutes: number;
  readonly degradedMinutes: number;
  readonly outages: number;
  /** Of the watched time, the part in which it was not down; null where less than a minute was watched. */
  readonly availability: number | null;
  /** The same within lesson hours. */
  readonly lessonAvailability: number | null;
}

interface AvailabilityInput {
  readonly target: AvailabilityTarget;
  readonly span: Interval;
  readonly nowMs: number;
  /** When anything was heard over it; its incidents count as watched too. In any order, may overlap. */
  readonly watched: readonly Interval[];
  /** Those that touched a school; what else it gives is left aside. */
  readonly outagesOf: (schoolCode: string) => readonly Outage[];
  /** Lesson hours within the span, apart from one another, in order. */
  readonly lessons: readonly Interval[];
}

interface Times {
  readonly watched: readonly Interval[];
  readonly down: readonly Interval[];
  readonly degraded: readonly Interval[];
}

type Line = { readonly lineId: string; readonly isp: string; readonly schoolCode: string };

const minuteMs = 60_000;

/** Seconds are told as no minute: of them nothing is said either. */
function shareUp(watchedMs: number, downMs: number): number | null {
  return watchedMs >= minuteMs ? 1 - downMs / watchedMs : null;
}

/**
 * Time watched, and the part of it in which it worked. An incident's times are the middle of what is proven. A school without
 * power is not watched: that says nothing of its lines.
 */
export function availability(input: AvailabilityInput): AvailabilityFigures {
  const times = timesOf(input);
  const watched = sumOf(times, (each) => each.watched);
  const down = sumOf(times, (each) => each.down);
  const lessons = (spans: readonly Interval[]) => intersectSpans(spans, input.lessons);
  const lessonWatched = sumOf(times, (each) => lessons(each.watched));
  const lessonDown = sumOf(times, (each) => lessons(each.down));
  return {
    watchedMinutes: watched / minuteMs,
    downMinutes: down / minuteMs,
    degradedMinutes: sumOf(times, (each) => each.degraded) / minuteMs,
    outages: countedOutages(input),
    availability: shareUp(watched, down),
    lessonAvailability: shareUp(lessonWatched, lessonDown),
  };
}

function sumOf(times: readonly Times[], spansOf: (each: Times) => readonly Interval[]): number {
  return times.reduce((sum, each) => sum + totalMs(spansOf(each)), 0);
}

/** One part for a line or a school, one for each line of a provider. */
function timesOf(input: AvailabilityInput): Times[] {
  const { target, watched } = input;
  if (target.kind === 'isp') {
    return target.lines.map((line) => lineTimes(input, { ...line, isp: target.isp }, line.watched));
  }
  if (target.kind === 'line') return [lineTimes(input, target, watched)];
  const { schoolCode } = target;
  const lines = target.lines.map((line) => lineTimes(input, { ...line, schoolCode }, line.watched));
  const works = target.lines.flatMap((line, index) =>
    subtractSpans(mergeSpans(line.watched), lines[index]?.down ?? []),
  );
  const inside = spansOf(input, schoolCode, (each) => each.cause === 'lan' && isSchool(each, schoolCode));
  const [first, ...others] = lines;
  const outside = others.reduce((common, each) => intersectSpans(common, each.down), first?.down ?? []);
  return [finish(input, schoolCode, works, [...inside, ...outside], degradedOf(lines))];
}

/** A school with several lines has a good one unless each of them is bad. */
function degradedOf(lines: readonly Times[]): readonly Interval[] {
  const [first, ...others] = lines.map(({ degraded, down }) => mergeSpans([...degraded, ...down]));
  return others.reduce((common, each) => intersectSpans(common, each), first ?? []);
}

function lineTimes(input: AvailabilityInput, line: Line, watched: readonly Interval[]): Times {
  const own = (impact: Outage['impact']) =>
    spansOf(input, line.schoolCode, (each) => each.impact === impact && isOfLine(each, line));
  return finish(input, line.schoolCode, watched, own('down'), own('degraded'));
}

function finish(
  input: AvailabilityInput,
  schoolCode: string,
  watched: readonly Interval[],
  down: readonly Interval[],
  degraded: readonly Interval[],
): Times {
  const { span, nowMs } = input;
  const dark = mergeSpans(
    spansOf(input, schoolCode, (each) => each.cause === 'school-power' && isSchool(each, schoolCode)),
  );
  const within = (spans: readonly Interval[]) =>
    intersectSpans(mergeSpans(spans), [{ from: span.from, to: Math.min(span.to, nowMs) }]);
  const isDown = subtractSpans(within(down), dark);
  return {
    watched: subtractSpans(within([...watched, ...down, ...degraded]), dark),
    down: isDown,
    degraded: subtractSpans(subtractSpans(within(degraded), dark), isDown),
  };
}

function spansOf(
  { outagesOf, nowMs }: AvailabilityInput,
  schoolCode: string,
  is: (outage: Outage) => boolean,
): Interval[] {
  return outagesOf(schoolCode)
    .filter(is)
    .map(({ start, end }) => ({ from: middleOf(start), to: end === null ? nowMs : middleOf(end) }));
}

/** Its own incidents, its provider's as far as they touched its school; where no line was entered, all of the school's. */
function isOfLine({ cause, scope, schoolCodes }: Outage, { lineId, isp, schoolCode }: Line): boolean {
  if (cause === 'isp') return (isp === '' || scope.id === isp) && schoolCodes.includes(schoolCode);
  if (cause !== 'line') return false;
  return scope.kind === 'line' ? scope.id === lineId : scope.id === schoolCode;
}

function isSchool({ scope }: Outage, schoolCode: string): boolean {
  return scope.kind === 'school' && scope.id === schoolCode;
}

function countedOutages({ target, span, nowMs, outagesOf }: AvailabilityInput): number {
  const touchesSpan = ({ impact, start, end }: Outage): boolean =>
    impact === 'down' && middleOf(start) <= span.to && (end === null ? nowMs : middleOf(end)) >= span.from;
  const counted = (line: Line) =>
    outagesOf(line.schoolCode).filter((outage) => touchesSpan(outage) && isOfLine(outage, line));
  if (target.kind === 'line') return counted(target).length;
  if (target.kind === 'isp')
    return new Set(target.lines.flatMap((line) => counted({ ...line, isp: target.isp }))).size;
  const { schoolCode } = target;
  const inside = outagesOf(schoolCode).filter(
    (outage) => outage.cause === 'lan' && isSchool(outage, schoolCode) && touchesSpan(outage),
  );
  return new Set([...inside, ...target.lines.flatMap((line) => counted({ ...line, schoolCode }))]).size;
}
