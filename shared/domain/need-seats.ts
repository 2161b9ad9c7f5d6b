import type { SchoolLevel } from './device.ts';
import type { NormPack } from './norm.ts';
import { ceilDivide } from './ratio.ts';
import { levelsOf, type SchoolRow } from './school.ts';

/** What a school needs so that its largest classes can practise at all, whatever the ratio says. */
export interface SeatNeed {
  /** Seats of one lab per site, summed over sites. */
  readonly seatFloor: number;
  /** Labs per site, summed over sites. */
  readonly labsNeeded: number;
  /** Floor × labs per site, summed over sites. */
  readonly seats: number;
  /** The number of classes was blank somewhere: labs are a lower bound from pupils ÷ largest class. */
  readonly classesEstimated: boolean;
}

export type SeatOutcome =
  | { readonly known: true; readonly need: SeatNeed }
  | { readonly known: false; readonly levelsWithoutLargestClass: readonly SchoolLevel[] };

/**
 * Lab seats of a school. Levels of one site share a lab: the floor is the largest over levels of
 * `ceil(largest class / pupils per machine)`. Sites share nothing: pupils 6 km away cannot use the main lab, so floors and
 * labs are computed per site and summed. Unknown when a level that uses the lab has no largest class.
 * @param rows rows of the levels that are counted
 */
export function seatNeed(rows: readonly SchoolRow[], pack: NormPack): SeatOutcome {
  const labRows = rows.filter(usesLab);
  const levelsWithoutLargestClass = levelsOf(
    labRows.filter((row) => row.largestClass === null).map((row) => row.level),
  );
  if (levelsWithoutLargestClass.length > 0) return { known: false, levelsWithoutLargestClass };
  const need = { seatFloor: 0, labsNeeded: 0, seats: 0 };
  for (const siteRows of bySite(labRows)) {
    const floor = siteFloor(siteRows, pack);
    const labs = siteLabs(siteRows, pack);
    need.seatFloor += floor;
    need.labsNeeded += labs;
    need.seats += floor * labs;
  }
  return { known: true, need: { ...need, classesEstimated: labRows.some((row) => row.classes === null) } };
}

/** Under the enrolled denominator the Informatics number may be blank: then any pupil may use the lab. */
function usesLab(row: SchoolRow): boolean {
  return (row.informaticsStudents ?? row.students ?? 0) > 0;
}

function bySite(rows: readonly SchoolRow[]): Iterable<SchoolRow[]> {
  return Map.groupBy(rows, (row) => row.siteCode ?? '').values();
}

function siteFloor(rows: readonly SchoolRow[], pack: NormPack): number {
  const standard = pack.rules.practicePupilsPerPc.value;
  return Math.max(
    ...rows.map((row) => ceilDivide(row.largestClass ?? 0, Math.max(row.practicePupilsPerPc ?? standard, 1))),
  );
}

/**
 * `ceil(Σ classes × periods a week / (room periods × efficiency))`, all Informatics periods in the lab, so an upper bound of
 * lab time. A site where any level has one session a day offers the shorter week.
 */
function siteLabs(rows: readonly SchoolRow[], pack: NormPack): number {
  const isOneSession = rows.some((row) => row.sessions === 1);
  const roomPeriods = isOneSession
    ? pack.rules.roomPeriodsPerWeekOneSession.value
    : pack.rules.roomPeriodsPerWeek.value;
  let periods = 0;
  for (const row of rows) {
    periods += informaticsClasses(row) * (pack.informaticsPeriodsPerWeek[row.level]?.value ?? 1);
  }
  return Math.max(1, ceilDivide(periods * 100, roomPeriods * pack.rules.slotEfficiencyPercent.value));
}

/** Classes that have Informatics: the level's classes in the share of its pupils who take it, rounded up. */
function informaticsClasses(row: SchoolRow): number {
  const { classes, students, informaticsStudents, largestClass } = row;
  const pupils = informaticsStudents ?? students ?? 0;
  if (classes === null) return ceilDivide(pupils, Math.max(largestClass ?? 0, 1));
  const isShare = students !== null && informaticsStudents !== null && informaticsStudents < students;
  return isShare ? ceilDivide(classes * informaticsStudents, students) : classes;
}
