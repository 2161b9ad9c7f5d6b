/** Local day of an instant, YYYY-MM-DD. */
export function localDayText(
  atMs: number,
  { utcOffsetMinutes }: { readonly utcOffsetMinutes: number },
): string {
  return new Date(atMs + utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
}

/** Whole years from one day to a later one, both YYYY-MM-DD; 29 February is a year older on 1 March. */
export function wholeYears(from: string, to: string): number {
  const isBeforeBirthday = to.slice(5) < from.slice(5);
  return yearOf(to) - yearOf(from) - Number(isBeforeBirthday);
}

export function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}
