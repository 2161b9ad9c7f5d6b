import type { Clock } from '../../../shared/runtime/clock.ts';

/** What changed is judged together with what changes next. */
const debounceMs = 10_000;
const minuteMs = 60_000;
/** Schools of which nothing is told are judged now and then: times pass out of the window. */
const idleMs = 30 * minuteMs;

/** When each school is judged next. */
export type Agenda = {
  /** Its evidence changed. */
  readonly changed: (schoolCode: string) => void;
  /** Takes those that are due; or those that changed; or these and those of which time alone may tell more. */
  readonly take: (which: 'due' | 'changed' | 'waiting') => readonly string[];
  /** Judged; while something is open or looks like it, it is judged again as time passes. */
  readonly judged: (schoolCode: string, isUneasy: boolean) => void;
};

type Entry = { dueMs: number; newsMs: number; isChanged: boolean; isUneasy: boolean };

export function createAgenda({ monotonicMs }: Pick<Clock, 'monotonicMs'>): Agenda {
  const entries = new Map<string, Entry>();
  return {
    changed: (schoolCode) => {
      const newsMs = monotonicMs();
      const known = entries.get(schoolCode);
      const dueMs = Math.min(
        known?.isChanged === true ? known.dueMs : newsMs + debounceMs,
        newsMs + debounceMs,
      );
      entries.set(schoolCode, { dueMs, newsMs, isChanged: true, isUneasy: known?.isUneasy ?? false });
    },
    take: (which) => {
      const nowMs = monotonicMs();
      const isTaken = ({ dueMs, isChanged, isUneasy }: Entry): boolean => {
        if (which === 'due') return dueMs <= nowMs;
        return isChanged || (isUneasy && which === 'waiting');
      };
      const taken = [...entries].filter(([, entry]) => isTaken(entry));
      for (const [, entry] of taken) Object.assign(entry, { isChanged: false, dueMs: nowMs + idleMs });
      return taken.map(([schoolCode]) => schoolCode);
    },
    judged: (schoolCode, isUneasy) => {
      const entry = entries.get(schoolCode);
      if (entry === undefined) return;
      entry.isUneasy = isUneasy;
      const nowMs = monotonicMs();
      if (isUneasy && !entry.isChanged) entry.dueMs = nowMs + pauseMs(nowMs - entry.newsMs);
    },
  };
}

/** The fresher the news, the sooner time alone may tell more. */
function pauseMs(ageMs: number): number {
  if (ageMs < 15 * minuteMs) return minuteMs / 2;
  return ageMs < 120 * minuteMs ? 2 * minuteMs : 10 * minuteMs;
}
