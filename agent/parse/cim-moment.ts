/**
 * A moment as Windows writes it, in ISO 8601 UTC: DMTF `yyyymmddHHMMSS.ffffff±mmm` (DSP0004), `/Date(ms)/` of PowerShell 5.1,
 * alone or as `{value}`, or ISO 8601 with its offset. 1601 stands for never. Undefined for all else: a date in a country's own
 * order cannot be read without knowing the country.
 */
export function cimMoment(value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null && 'value' in value) return cimMoment(value.value);
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const ms = cimEpochMs(value.trim());
  return ms === undefined || !(ms > 0 && ms < 253_402_300_800_000) ? undefined : new Date(ms).toISOString();
}

/** The same in ms since 1970; undefined also for a moment that no calendar has. */
export function cimEpochMs(text: string): number | undefined {
  const ticks = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text)?.[1];
  if (ticks !== undefined) return Number(ticks);
  const [, year, month, day, hour, minute, second, fraction = '', offset] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.(\d{1,6})([+-]\d{1,3})$/.exec(text) ?? [];
  if (offset !== undefined) {
    const local = Date.parse(
      `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`,
    );
    // 30 February would be taken for a day of March.
    const isDay = new Date(local).getUTCDate() === Number(day);
    return isDay ? local - Number(offset) * 60_000 : undefined;
  }
  const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const moment = isIso ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}
