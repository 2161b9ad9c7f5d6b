/** Earlier firmware dates are those of a board that forgot its own. */
const firstYear = 1990;

/**
 * Day of a firmware as YYYY-MM-DD. Written as SMBIOS does (DMTF DSP0134 §7.1: mm/dd/yyyy, before 2.3 mm/dd/yy), as a CIM time
 * (yyyymmdd…), or as ISO; null for anything else, for a day that does not exist or lies more than a day after `asAtMs`.
 */
export function biosDateOf(written: string | undefined, asAtMs: number): string | null {
  const text = written?.trim() ?? '';
  const american = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})$/.exec(text);
  const plain = /^(\d{4})-?(\d{2})-?(\d{2})(?!\d{1,5}$)/.exec(text);
  if (american !== null) return dayOf(fullYear(american[3] ?? ''), american[1], american[2], asAtMs);
  return plain === null ? null : dayOf(Number(plain[1]), plain[2], plain[3], asAtMs);
}

function fullYear(written: string): number {
  if (written.length === 4) return Number(written);
  return Number(written) + (Number(written) < 80 ? 2000 : 1900);
}

function dayOf(
  year: number,
  month: string | undefined,
  day: string | undefined,
  asAtMs: number,
): string | null {
  const at = Date.UTC(year, Number(month) - 1, Number(day));
  if (Number.isNaN(at) || year < firstYear || at > asAtMs + 86_400_000) return null;
  const iso = new Date(at).toISOString().slice(0, 10);
  const isSame =
    iso === `${year}-${String(Number(month)).padStart(2, '0')}-${String(Number(day)).padStart(2, '0')}`;
  return isSame ? iso : null;
}
