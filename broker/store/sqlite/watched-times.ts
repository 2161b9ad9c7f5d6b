import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { resultOf } from '../../../shared/domain/outage/checks.ts';
import type { Interval } from '../../../shared/domain/outage/evidence.ts';
import { intersectSpans, mergeSpans } from '../../../shared/domain/outage/interval.ts';
import { checkMs } from '../../../shared/domain/outage/pace.ts';
import type { EvidenceStore } from '../evidence-port.ts';
import { unpackRun } from './evidence.ts';
import { jsonColumn, readable } from './json-column.ts';

const dayMs = 86_400_000;
const keptRow = z
  .object({ spans: jsonColumn(z.array(z.tuple([z.number(), z.number()]))) })
  .transform(({ spans }) => spans.map(([from, to]): Interval => ({ from, to })));
const runRow = z.object({
  line_id: z.string().nullable(),
  from_at: z.number(),
  to_at: z.number(),
  result: z.string(),
});

export type WatchedTimes = Pick<EvidenceStore, 'watchedOf'> & {
  /** Rows of `line_run` that are being dropped leave the times in which they watched; inside the caller's transaction. */
  readonly keep: (dropped: readonly unknown[]) => void;
};

/**
 * When lines were watched: as their runs tell, and of runs that were dropped what they left, so that a month of last year has
 * more than its incidents. A check that came no further than the gateway, or tells nothing, says nothing of the line.
 */
export function createWatchedTimes(database: DatabaseSync): WatchedTimes {
  const runs = database.prepare(
    'SELECT line_id, from_at, to_at, result FROM line_run WHERE line_id = ? AND to_at >= ? AND from_at <= ?',
  );
  const days = database.prepare('SELECT spans FROM line_watched WHERE line_id = ? AND day BETWEEN ? AND ?');
  const save = database.prepare('INSERT OR REPLACE INTO line_watched (line_id, day, spans) VALUES (?, ?, ?)');
  const keptOf = (lineId: string, { from, to }: Interval): Interval[] =>
    readable(days.all(lineId, watchedDayOf(from), watchedDayOf(to)), keptRow).flat();
  return {
    watchedOf: (lineId, span) =>
      Promise.try(() => {
        const told = tellingSpans(readable(runs.all(lineId, span.from, span.to), runRow));
        return intersectSpans(mergeSpans([...keptOf(lineId, span), ...told], checkMs), [span]);
      }),
    keep: (dropped) => {
      for (const [lineId, rows] of Map.groupBy(readable(dropped, runRow), ({ line_id }) => line_id)) {
        if (lineId === null) continue;
        const pieces = mergeSpans(tellingSpans(rows), checkMs).flatMap(piecesOf);
        for (const [day, spans] of Map.groupBy(pieces, ({ from }) => watchedDayOf(from))) {
          const known = keptOf(lineId, { from: day * dayMs, to: day * dayMs });
          const all = mergeSpans([...known, ...spans], checkMs).map(({ from, to }) => [from, to]);
          save.run(lineId, day, JSON.stringify(all));
        }
      }
    },
  };
}

/** Day of UTC, since 1970. */
export function watchedDayOf(at: number): number {
  return Math.floor(at / dayMs);
}

function tellingSpans(rows: readonly z.output<typeof runRow>[]): Interval[] {
  // There are few results, and many rows.
  const telling = new Map<string, boolean>();
  return rows
    .filter(({ result }) => {
      const known = telling.get(result) ?? isTelling(result);
      telling.set(result, known);
      return known;
    })
    .map(({ from_at, to_at }) => ({ from: from_at, to: to_at }));
}

function isTelling(packed: string): boolean {
  const result = resultOf(unpackRun(packed));
  return result !== 'unknown' && result !== 'lan';
}

/** Cut at the ends of days. */
function piecesOf({ from, to }: Interval): Interval[] {
  const first = watchedDayOf(from);
  return Array.from({ length: watchedDayOf(to) - first + 1 }, (_, index) => ({
    from: Math.max(from, (first + index) * dayMs),
    to: Math.min(to, (first + index + 1) * dayMs),
  }));
}
