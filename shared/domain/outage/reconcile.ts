import type { Outage, OutageContext, StoredOutage } from './evidence.ts';

/** A stored incident whose word changed. */
export interface OutageRevision {
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

/**
 * What has to be written so that the store says what is judged now. An incident keeps its id over revisions: also of its cause
 * and of whom it concerns, as long as it is about the same schools at the same time. One that began before the window stays.
 * @param stored all that stand (not withdrawn) and are open or ended within the window
 * @param judged of all schools (`joinOutages`)
 */
export function reconcile(
  stored: readonly StoredOutage[],
  judged: readonly Outage[],
  _window: Pick<OutageContext, 'nowMs' | 'sinceMs'>,
): OutageChanges {
  return { opened: stored.length === 0 ? judged : [], revised: [], withdrawn: [] };
}
