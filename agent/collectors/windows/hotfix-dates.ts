/*
 * Win32_QuickFixEngineering.InstalledOn is a moment where PowerShell knows its form, else text: month/day/year on most machines,
 * day/month/year on some. The old form, a FILETIME in hex, gives nothing.
 */

type Day = readonly [first: number, second: number, year: number];

/**
 * The newest of the dates, in ms UTC. Text in numbers is read by the order that the whole list proves (a number above 12 is a
 * day); where none is proven only days whose numbers are equal are sure.
 */
export function newestInstallation(dates: readonly string[]): number | undefined {
  const days = dates.map(dayOf).filter((day) => day !== undefined);
  const isMonthFirst = days.some(([, second]) => second > 12);
  const isDayFirst = days.some(([first]) => first > 12);
  const sure = days.filter(([first, second]) => isMonthFirst !== isDayFirst || first === second);
  const moments = [
    ...sure.map(([first, second, year]) =>
      isDayFirst ? Date.UTC(year, second - 1, first) : Date.UTC(year, first - 1, second),
    ),
    ...dates.flatMap((date) => momentOf(date) ?? []),
  ];
  return moments.length === 0 ? undefined : moments.reduce((newest, each) => Math.max(newest, each));
}

function dayOf(date: string): Day | undefined {
  const [, first, second, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date.trim()) ?? [];
  const day: Day = [Number(first), Number(second), Number(year)];
  const isPossible = day[0] >= 1 && day[0] <= 31 && day[1] >= 1 && day[1] <= 31 && day[2] >= 1990;
  return isPossible && Math.min(day[0], day[1]) <= 12 ? day : undefined;
}

/** Ours: 2025-11-13T17:00:00Z. Before 1990 no hotfix was made. */
function momentOf(date: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date)) return undefined;
  const ms = Date.parse(date);
  return Number.isSafeInteger(ms) && ms >= Date.UTC(1990, 0, 1) ? ms : undefined;
}
