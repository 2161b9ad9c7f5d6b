import type { OnDays } from '../../shared/domain/signature-age.ts';

/** On which of its last {@link keptDays} local days a machine was heard: bit 0 is `newest`, bit n the day n days before. */
export type HeardDays = { readonly newest: number; readonly bits: bigint };

/** A machine was heard on this local day (days since 1970-01-01). */
export type HeardDay = { readonly deviceId: string; readonly day: number };

/** Signatures older than this are old whatever else is known. */
export const keptDays = 60;

const mask = (1n << BigInt(keptDays)) - 1n;

/** With one day more; the same record where that is nothing new, or too long ago. */
export function withDay(days: HeardDays | null, day: number): HeardDays {
  if (days === null) return { newest: day, bits: 1n };
  if (day > days.newest) {
    return { newest: day, bits: ((days.bits << BigInt(Math.min(day - days.newest, keptDays))) & mask) | 1n };
  }
  const back = days.newest - day;
  const bit = 1n << BigInt(back);
  if (back >= keptDays || (days.bits & bit) !== 0n) return days;
  return { newest: days.newest, bits: days.bits | bit };
}

/**
 * The record as rules read it; null for a machine that was never heard.
 * @param knownFrom day from which the record is complete: when the machine joined, or the record began
 */
export function onDaysOf(days: HeardDays | null, knownFrom: number): OnDays | null {
  if (days === null) return null;
  const heard = new Set<number>();
  for (let back = 0, bits = days.bits; bits !== 0n; back += 1, bits >>= 1n) {
    if ((bits & 1n) === 1n) heard.add(days.newest - back);
  }
  return { knownFrom: Math.max(knownFrom, days.newest - keptDays + 1), heard };
}
