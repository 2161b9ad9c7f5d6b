const autoPrefix = 'auto-';

/** Of a school that entered no line: its way out as found. Codes are at most 32 characters, line ids 40. */
export function autoLineId(schoolCode: string): string {
  return `${autoPrefix}${schoolCode}`;
}

/** Nobody may enter one: it would stand for another school's way out. */
export function isAutoLineId(lineId: string): boolean {
  return lineId.startsWith(autoPrefix);
}
