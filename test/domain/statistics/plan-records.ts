import { packsOf } from '../../../shared/domain/plan/packs.ts';
import { defaultPlanOptions, type Plan } from '../../../shared/domain/plan/plan.ts';
import { planOf } from '../../../shared/domain/plan/plan-of.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import type { SchoolStatistics } from '../../../shared/domain/statistics/school-statistics.ts';
import { schoolStatistics } from '../../../shared/domain/statistics/statistics-of.ts';
import { snapshot } from '../item/snapshot-records.ts';

/** The default plan of a snapshot that is empty but for what the test names. */
export function planFor(given: Partial<Snapshot>): Plan {
  const frozen = snapshot(given);
  const packs = packsOf(frozen, null);
  if (packs === null) throw new Error('no norm pack');
  return planOf(frozen, packs, defaultPlanOptions);
}

/** The statistics of the only school of a snapshot. */
export function statisticsFor(given: Partial<Snapshot>): SchoolStatistics {
  const [row] = schoolStatistics(planFor(given));
  if (row === undefined) throw new Error('no school');
  return row;
}
