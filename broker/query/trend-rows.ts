import { setImmediate } from 'node:timers/promises';
import type { TrendRow } from '../../shared/contract/finding-rows.ts';
import type { SchoolCalendar } from '../../shared/domain/calendar.ts';
import { medianOf } from '../../shared/domain/median.ts';
import { monthBefore, monthOf, monthSpan } from '../fleet/local-day.ts';
import type { FindingSpan, FindingStore } from '../store/finding-port.ts';
import type { Scope } from './finding-scope.ts';

const dayMs = 86_400_000;
/** Rows read at once: the history of years must not hold up a report. */
const chunk = 5_000;

type Month = {
  readonly month: string;
  readonly startMs: number;
  readonly endMs: number;
  opened: number;
  fixed: number;
  openAtEnd: number;
  readonly daysToFix: number[];
};

/** Findings of the machines and schools of a scope by month, the oldest month first; the last one is not over yet. */
export async function trendRows(
  store: Pick<FindingStore, 'findingSpans'>,
  { devices, retiredIds, schoolCodes }: Scope,
  frame: { readonly nowMs: number; readonly calendar: SchoolCalendar; readonly months: number },
): Promise<TrendRow[]> {
  const months = monthsOf(frame);
  const subjects = new Set([...devices.map(({ deviceId }) => deviceId), ...retiredIds, ...schoolCodes]);
  const sinceMs = months[0]?.startMs ?? frame.nowMs;
  for (let afterId = 0; ; ) {
    const page = await store.findingSpans(sinceMs, { afterId, limit: chunk });
    for (const span of page) {
      if (subjects.has(span.deviceId ?? span.schoolCode ?? '')) countSpan(months, span);
    }
    afterId = page.at(-1)?.id ?? afterId;
    if (page.length < chunk) break;
    await setImmediate();
  }
  return months.map(({ month, opened, fixed, openAtEnd, daysToFix }) => {
    return { month, opened, fixed, openAtEnd, medianDaysToFix: medianDays(daysToFix) };
  });
}

function monthsOf({ nowMs, calendar, months }: Parameters<typeof trendRows>[2]): Month[] {
  const last = monthOf(nowMs, calendar);
  return Array.from({ length: months }, (_, index) => {
    const month = monthBefore(last, months - 1 - index);
    const { startMs, endMs } = monthSpan(month, calendar);
    return {
      month,
      startMs,
      endMs: Math.min(endMs, nowMs + 1),
      opened: 0,
      fixed: 0,
      openAtEnd: 0,
      daysToFix: [],
    };
  });
}

/** A machine that left took its findings with it, and another rule withdrew them: they were not fixed. */
function countSpan(months: readonly Month[], { since, endedAt, ending }: FindingSpan): void {
  for (const month of months) {
    const { startMs, endMs } = month;
    if (since >= startMs && since < endMs) month.opened += 1;
    if (since < endMs && (endedAt === null || endedAt >= endMs)) month.openAtEnd += 1;
    const isFixed = ending === 'fixed' || ending === 'not-applicable';
    if (endedAt === null || !isFixed || endedAt < startMs || endedAt >= endMs) continue;
    month.fixed += 1;
    month.daysToFix.push((endedAt - since) / dayMs);
  }
}

/** With one decimal. */
function medianDays(days: readonly number[]): number | null {
  const median = medianOf(days);
  return median === null ? null : Math.round(median * 10) / 10;
}
