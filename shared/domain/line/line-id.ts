/** Of a school that entered no line: its way out as found. Codes are at most 32 characters, line ids 40. */
export function autoLineId(schoolCode: string): string {
  return `auto-${schoolCode}`;
}
