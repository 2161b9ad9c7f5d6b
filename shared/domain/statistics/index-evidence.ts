import type { Plan } from '../plan/plan.ts';
import { roundedRatio } from '../ratio.ts';
import { schoolParts } from './school-part.ts';
import type { SchoolStatistics } from './school-statistics.ts';

/** Criteria of the digital-transformation index (QĐ 4725/QĐ-BGDĐT 2022) of which machines and rooms are evidence. */
export const indexCriteria = ['1.5.1', '1.7.1', '1.7.2', '1.7.3'] as const;
export type IndexCriterion = (typeof indexCriteria)[number];

/**
 * What is known for one criterion of one school: so many of so many. The points are the assessor's: thresholds inside the
 * criteria are in no text that this software rests on.
 */
export interface IndexEvidence {
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly criterion: IndexCriterion;
  readonly have: number | null;
  readonly of: number | null;
  /** Whole percent, at most 100. */
  readonly sharePercent: number | null;
}

/**
 * 1.5.1 seats of the largest lab against the largest class; 1.7.1 classrooms with projection and Internet; 1.7.2 usable
 * machines against the need; 1.7.3 a studio room (one is asked for).
 * @param statistics of the same plan, in its order
 */
export function indexEvidence(plan: Plan, statistics: readonly SchoolStatistics[]): IndexEvidence[] {
  const largest = new Map(
    schoolParts(plan).map(({ school }) => [school.schoolCode, largestClass(school.rows)] as const),
  );
  return statistics.flatMap((row) => {
    const pairs: Record<IndexCriterion, readonly [number | null, number | null]> = {
      '1.5.1': [row.largestTestRoomSeats, largest.get(row.schoolCode) ?? null],
      '1.7.1': [row.classroomsWithProjectionAndInternet, row.classrooms],
      '1.7.2': [row.studentMachinesInUse, row.needed],
      '1.7.3': [row.studioRooms, 1],
    };
    return indexCriteria.map((criterion) => {
      const [have, of] = pairs[criterion];
      const { schoolCode, schoolName } = row;
      return { schoolCode, schoolName, criterion, have, of, sharePercent: sharePercent(have, of) };
    });
  });
}

function sharePercent(have: number | null, of: number | null): number | null {
  if (have === null || of === null) return null;
  const share = roundedRatio(have, of);
  return share === null ? null : Math.min(100, Math.floor(share * 100));
}

function largestClass(rows: readonly { readonly largestClass: number | null }[]): number | null {
  const known = rows.flatMap((row) => (row.largestClass === null ? [] : [row.largestClass]));
  return known.length === 0 ? null : Math.max(...known);
}
