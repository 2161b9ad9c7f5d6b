/**
 * A moment as Windows writes it, in ISO 8601 UTC: DMTF `yyyymmddHHMMSS.ffffff±mmm` (DSP0004), `/Date(ms)/` of PowerShell 5.1,
 * alone or as `{value}`, or ISO 8601 with its offset. 1601 stands for never. Undefined for all else: a date in a country's own
 * order cannot be read without knowing the country.
 */
export function cimMoment(value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null && 'value' in value) return cimMoment(value.value);
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const ms = msOf(value.trim());
  return ms === undefined || !(ms > 0 && ms < 253_402_300_800_000) ? undefined : new Date(ms).toISOString();
}

function msOf(text: string): number | undefined {
  const ticks = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(text)?.[1];
  if (ticks !== undefined) return Number(ticks);
  const dmtf = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.(\d{3})\d{3}([+-]\d{3})$/.exec(text);
  if (dmtf !== null) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0, offset = 0] = dmtf
      .slice(1)
      .map(Number);
    return Date.UTC(year, month - 1, day, hour, minute - offset, second, ms);
  }
  const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  return isIso ? Date.parse(text) : undefined;
}
