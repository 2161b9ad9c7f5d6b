import type { SchoolNeed } from '../../../shared/domain/need-school.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { SchoolYearFacts } from '../../../shared/domain/snapshot/register.ts';
import type { SchoolStatistics } from '../../../shared/domain/statistics/school-statistics.ts';
import {
  type StatisticsTotals,
  statisticsTotals,
} from '../../../shared/domain/statistics/statistics-totals.ts';
import { byLevel } from './level-order.ts';

/** The schools of one level, or all of them (label null), summed up in every way that a report asks for. */
export type LevelGroup = {
  readonly label: string | null;
  readonly totals: StatisticsTotals;
  readonly needs: readonly SchoolNeed[];
  /** What happened over the school year; nothing of schools that nobody watched. */
  readonly facts: readonly SchoolYearFacts[];
};

/** A group a level, lowest first; then all schools. */
export function levelGroups(plan: Plan, statistics: readonly SchoolStatistics[]): LevelGroup[] {
  const groups = [...Map.groupBy(statistics, ({ level }) => level)].sort(([a], [b]) => byLevel(a, b));
  return [...groups.map(([label, rows]) => groupOf(plan, label, rows)), groupOf(plan, null, statistics)];
}

function groupOf(
  { needs, snapshot }: Plan,
  label: string | null,
  rows: readonly SchoolStatistics[],
): LevelGroup {
  const codes = new Set(rows.map(({ schoolCode }) => schoolCode));
  const isIn = ({ schoolCode }: { readonly schoolCode: string }): boolean => codes.has(schoolCode);
  return {
    label,
    totals: statisticsTotals(rows),
    needs: needs.schools.filter(isIn),
    facts: snapshot.yearFacts.filter(isIn),
  };
}
