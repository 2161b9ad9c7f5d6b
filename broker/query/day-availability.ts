import type { LineRow } from '../../shared/contract/line-rows.ts';
import type { Interval } from '../../shared/domain/outage/evidence.ts';
import { createBreathing } from '../breathing.ts';
import { availabilityFrame, lineAvailability, measuredLines } from './availability-rows.ts';
import type { LineQueryDeps } from './line-deps.ts';

/** The last 24 hours of a line: the share in which it worked, null where nothing was known, and the hours of which anything is. */
export type LineDay = Pick<LineRow, 'availability' | 'watchedHours'>;

/** Of each line of these schools. */
export type DayAvailability = (schoolCodes: readonly string[]) => Promise<ReadonlyMap<string, LineDay>>;

export const unknownDay: LineDay = { availability: null, watchedHours: null };

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const hoursShown = 24;
/** It is read out of many stored rows: a list that is asked for every few seconds has it from here. */
const freshMs = 300_000;

type Known = { readonly at: number; readonly lines: readonly (readonly [string, LineDay])[] };

export function createDayAvailability(deps: LineQueryDeps): DayAvailability {
  const known = new Map<string, Known>();
  return async (schoolCodes) => {
    const to = deps.clock.now();
    const stale = schoolCodes.filter((code) => Math.abs(to - (known.get(code)?.at ?? 0)) > freshMs);
    const span = { from: to - dayMs, to };
    if (stale.length > 0) {
      const lines = await measuredLines(deps, stale, span);
      const frame = await availabilityFrame(deps, span, stale);
      const bySchool = Map.groupBy(lines, ({ schoolCode }) => schoolCode);
      const breathe = createBreathing(deps.clock);
      for (const code of stale) {
        const days = (bySchool.get(code) ?? []).map((line) => {
          const { availability } = lineAvailability(deps, line, frame);
          return [line.lineId, { availability, watchedHours: hoursOf(line.watched, to) }] as const;
        });
        known.set(code, { at: to, lines: days });
        await breathe();
      }
    }
    return new Map(schoolCodes.flatMap((code) => known.get(code)?.lines ?? []));
  };
}

/** One sign for each hour, the newest last: `1` where anything was heard in it. */
function hoursOf(watched: readonly Interval[], to: number): string {
  return Array.from({ length: hoursShown }, (_, index) => {
    const from = to - (hoursShown - index) * hourMs;
    return watched.some((span) => span.from < from + hourMs && span.to > from) ? '1' : '0';
  }).join('');
}
