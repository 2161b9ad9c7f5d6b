const autoPrefix = 'auto-';

/** Of a school that entered no line: its way out as found. Codes are at most 32 characters, line ids 40. */
export function autoLineId(schoolCode: string): string {
  return `${autoPrefix}${schoolCode}`;
}

/** The school whose way out it names; null of a line that was entered. */
export function schoolOfAutoLine(lineId: string): string | null {
  return isAutoLineId(lineId) ? lineId.slice(autoPrefix.length) : null;
}

/** Nobody may enter one: it would stand for another school's way out. */
export function isAutoLineId(lineId: string): boolean {
  return lineId.startsWith(autoPrefix);
}
