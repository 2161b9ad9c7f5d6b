import { dayOf } from '../fleet/local-day.ts';
import type { Rules } from '../fleet/standing.ts';
import type { DigestDay, DigestReceiver } from '../store/digest-port.ts';

const hourMs = 3_600_000;

/** Waits after the first and the second try; three tries a day, then the next day. */
const retryMs = [300_000, 1_800_000] as const;
const maxTries = retryMs.length + 1;

/** Not before then once more, after so many tries. */
export function nextTryAt(tries: number, nowMs: number): number {
  return nowMs + (retryMs[tries - 1] ?? 0);
}

/**
 * Whether a receiver is to be sent its digest of the local day now: its hour has come, also while nobody was there to send.
 * @param record what became of that day so far; one row a day, so a clock that jumps repeats none
 */
export function isDue(
  { hour, addedAt }: Pick<DigestReceiver, 'hour' | 'addedAt'>,
  record: DigestDay | null,
  nowMs: number,
  { calendar }: Rules,
): boolean {
  const dueAt = dayStart(nowMs, calendar) + hour * hourMs;
  if (nowMs < dueAt) return false;
  // Who is added in the afternoon hears in the next morning.
  if (record === null) return addedAt <= dueAt || addedAt > nowMs;
  if (record.isDone || record.tries >= maxTries) return false;
  // A clock that was put back must not make the wait longer.
  return nowMs >= record.nextAt || record.nextAt > nextTryAt(maxTries - 1, nowMs);
}

function dayStart(nowMs: number, calendar: Rules['calendar']): number {
  return Date.parse(dayOf(nowMs, calendar)) - calendar.utcOffsetMinutes * 60_000;
}
