import type { Outage, OutageContext, StoredOutage } from './evidence.ts';
import { middleOf } from './interval.ts';
import { heartbeatMs } from './pace.ts';

/** A stored incident whose word changed. */
interface OutageRevision {
  readonly before: StoredOutage;
  readonly outage: Outage;
  /** Cause, whom it concerns, times or how sure: worth a line in its history. Else only witnesses or facts were added. */
  readonly isNewWord: boolean;
}

export interface OutageChanges {
  readonly opened: readonly Outage[];
  readonly revised: readonly OutageRevision[];
  readonly withdrawn: readonly StoredOutage[];
}

type Window = Pick<OutageContext, 'nowMs' | 'sinceMs'>;

/**
 * What has to be written so that the store says what is judged now. An incident keeps its id over revisions: also of its cause
 * and of whom it concerns, as long as it is about the same schools at the same time. One that began before the window stays.
 * @param stored all that stand (not withdrawn) and are open or ended within the window
 * @param judged of all schools (`joinOutages`)
 */
export function reconcile(
  stored: readonly StoredOutage[],
  judged: readonly Outage[],
  window: Window,
): OutageChanges {
  const pairs = matches(stored, judged, window);
  const taken = new Map(pairs.map(({ before, outage }) => [outage, before]));
  const kept = new Set(pairs.map(({ before }) => before));
  const revised = pairs.map(({ before, outage }) => revision(before, withOldStart(before, outage, window)));
  return {
    opened: judged.filter((outage) => !taken.has(outage)),
    revised: revised.filter((each) => each !== null),
    withdrawn: stored.filter((each) => !kept.has(each) && isJudgedAnew(each, window)),
  };
}

interface Pair {
  readonly before: StoredOutage;
  readonly outage: Outage;
}

/** Best fit first; each stored incident goes on in one, each judged one continues at most one. */
function matches(stored: readonly StoredOutage[], judged: readonly Outage[], { nowMs }: Window): Pair[] {
  const scored = stored.flatMap((before) =>
    judged.flatMap((outage) => {
      const score = fit(before, outage, nowMs);
      return score === 0 ? [] : [{ before, outage, score }];
    }),
  );
  scored.sort((a, b) => b.score - a.score || a.before.outageId - b.before.outageId);
  const [seen, used] = [new Set<Outage>(), new Set<StoredOutage>()];
  return scored.filter(({ before, outage }) => {
    if (seen.has(outage) || used.has(before)) return false;
    seen.add(outage);
    used.add(before);
    return true;
  });
}

/** 0 where it cannot be the same incident. */
function fit(before: StoredOutage, outage: Outage, nowMs: number): number {
  const isSameScope = before.scope.kind === outage.scope.kind && before.scope.id === outage.scope.id;
  const isSameCause = before.cause === outage.cause && before.impact === outage.impact;
  if (!isSameScope && !isAboutSame(before, outage)) return 0;
  const apart = Math.abs(middleOf(before.start) - middleOf(outage.start));
  if (apart > heartbeatMs && !(isSameScope && isSameCause && overlaps(before, outage, nowMs))) return 0;
  if (apart <= heartbeatMs && !overlaps(before, outage, nowMs)) return 0;
  return 1 + (isSameScope ? 4 : 0) + (isSameCause ? 2 : 0) + Math.max(0, 1 - apart / heartbeatMs);
}

/** Schools in common, and not two machines, or two services, beside one another. */
function isAboutSame(a: Outage, b: Outage): boolean {
  if (a.cause === 'service' || b.cause === 'service') return false;
  if (a.scope.kind === b.scope.kind && a.scope.kind !== 'isp') return false;
  return a.schoolCodes.some((code) => b.schoolCodes.includes(code));
}

function overlaps(a: Outage, b: Outage, nowMs: number): boolean {
  return a.start.from <= (b.end?.to ?? nowMs) && b.start.from <= (a.end?.to ?? nowMs);
}

/** Evidence of a beginning before the window may be gone: what was found then holds. */
function withOldStart(before: StoredOutage, outage: Outage, { sinceMs }: Window): Outage {
  const isOld =
    before.start.from < sinceMs && before.cause === outage.cause && before.start.to < outage.start.from;
  return isOld ? { ...outage, start: before.start } : outage;
}

function isJudgedAnew({ start }: StoredOutage, { sinceMs }: Window): boolean {
  return start.from >= sinceMs;
}

function revision(before: StoredOutage, outage: Outage): OutageRevision | null {
  const isNewWord =
    before.cause !== outage.cause ||
    before.scope.kind !== outage.scope.kind ||
    before.scope.id !== outage.scope.id ||
    before.impact !== outage.impact ||
    !isSameTime(before.start, outage.start) ||
    !isSameTime(before.end, outage.end) ||
    Math.abs(before.confidence - outage.confidence) >= 0.1;
  const isSame =
    !isNewWord &&
    before.confidence === outage.confidence &&
    before.witnesses.join() === outage.witnesses.join() &&
    before.schoolCodes.join() === outage.schoolCodes.join() &&
    JSON.stringify(before.evidence) === JSON.stringify(outage.evidence);
  return isSame ? null : { before, outage, isNewWord };
}

function isSameTime(a: Outage['end'], b: Outage['end']): boolean {
  return a === null || b === null ? a === b : a.from === b.from && a.to === b.to;
}
