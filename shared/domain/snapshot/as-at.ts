const dayMs = 86_400_000;

/**
 * The moment that a person names: the end of a local day (YYYY-MM-DD), or an instant (ISO 8601 with its offset), ms UTC. Null for
 * anything else, and for a day that does not exist.
 */
export function asAtMsOf(written: string, utcOffsetMinutes: number): number | null {
  if (/^\d{4}-\d{2}-\d{2}T[0-9:.]+(Z|[+-]\d{2}:\d{2})$/.test(written)) {
    const at = Date.parse(written);
    return Number.isNaN(at) ? null : at;
  }
  const startMs = /^\d{4}-\d{2}-\d{2}$/.test(written) ? Date.parse(`${written}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(startMs) || new Date(startMs).toISOString().slice(0, 10) !== written) return null;
  return startMs + dayMs - 1 - utcOffsetMinutes * 60_000;
}
