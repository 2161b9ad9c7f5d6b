/**
 * On which days a machine was heard. Days are whole local days since 1970-01-01 (`localDay`). Days before `knownFrom` are
 * not known, and count as days on which the machine ran.
 */
export interface OnDays {
  /** Day of the first entry that can be trusted to be complete: when the machine joined, or where the record begins. */
  readonly knownFrom: number;
  readonly heard: ReadonlySet<number>;
}

const dayMs = 86_400_000;

/** The local day in which `atMs` lies, counted from 1970-01-01. */
export function localDay(atMs: number, utcOffsetMinutes: number): number {
  return Math.floor((atMs + utcOffsetMinutes * 60_000) / dayMs);
}

/**
 * Age of antivirus signatures in days on which the machine ran: one that was switched off all summer could not fetch any.
 * Counts the days after the signatures' own, through the day as of which the facts are known to hold.
 * @returns null for a date more than a day ahead: a wrong clock somewhere, which proves nothing
 */
export function signatureAgeDays(
  signatureAt: number,
  asOfMs: number,
  utcOffsetMinutes: number,
  onDays: OnDays | null,
): number | null {
  if (signatureAt > asOfMs + dayMs) return null;
  const from = localDay(signatureAt, utcOffsetMinutes) + 1;
  const through = localDay(asOfMs, utcOffsetMinutes);
  if (through < from) return 0;
  if (onDays === null) return through - from + 1;
  const unknownDays = Math.max(0, Math.min(onDays.knownFrom, through + 1) - from);
  let heardDays = 0;
  for (const day of onDays.heard) {
    if (day >= from && day >= onDays.knownFrom && day <= through) heardDays += 1;
  }
  return unknownDays + heardDays;
}
