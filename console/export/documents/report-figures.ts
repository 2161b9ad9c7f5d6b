import { planDifference } from '../../../shared/domain/plan/difference.ts';
import { indexEvidence } from '../../../shared/domain/statistics/index-evidence.ts';
import type { SchoolStatistics } from '../../../shared/domain/statistics/school-statistics.ts';
import { schoolStatistics } from '../../../shared/domain/statistics/statistics-of.ts';
import type { ExportInput } from '../export-kind.ts';
import type { DataSheet } from '../sheets/data-sheet.ts';
import { type LevelGroup, levelGroups } from './level-groups.ts';
import { comparisonSheet, indexSheet, type LevelTopic, levelSheets } from './report-sheets.ts';

/** The tables of a report: the same ones on paper and in data files. */
export type ReportFigures = {
  readonly statistics: readonly SchoolStatistics[];
  readonly levels: Readonly<Record<LevelTopic, DataSheet>>;
  readonly index: DataSheet;
  /** Against an earlier snapshot; null where none was named. */
  readonly comparison: DataSheet | null;
  readonly whole: LevelGroup;
};

export function reportFigures({ plan, against, text }: ExportInput): ReportFigures {
  const statistics = schoolStatistics(plan);
  const groups = levelGroups(plan, statistics);
  const whole = groups.at(-1);
  if (whole === undefined) throw new Error('levelGroups ends with all schools');
  return {
    ...{ statistics, whole, levels: levelSheets(groups, text) },
    index: indexSheet(indexEvidence(plan, statistics), text),
    comparison: against === undefined ? null : comparisonSheet(planDifference(against, plan), text),
  };
}
