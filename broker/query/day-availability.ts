import { availabilityFrame, lineAvailability, measuredLines } from './availability-rows.ts';
import type { LineQueryDeps } from './line-deps.ts';

/** Of each line of these schools, the share of the last 24 hours in which it worked; null where nothing was known. */
export type DayAvailability = (schoolCodes: readonly string[]) => Promise<ReadonlyMap<string, number | null>>;

const dayMs = 86_400_000;
/** It is read out of many stored rows: a list that is asked for every few seconds has it from here. */
const freshMs = 300_000;

type Known = { readonly at: number; readonly lines: readonly (readonly [string, number | null])[] };

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
      for (const code of stale) {
        const rows = (bySchool.get(code) ?? []).map((line) => lineAvailability(deps, line, frame));
        known.set(code, { at: to, lines: rows.map(({ id, availability }) => [id, availability] as const) });
      }
    }
    return new Map(schoolCodes.flatMap((code) => known.get(code)?.lines ?? []));
  };
}
