import { type SuggestedLevel, suggestedLevel } from '../../../shared/domain/statistics/application-level.ts';
import { type ChecklistStatus, checklistStatuses } from '../../../shared/domain/statistics/checklist.ts';
import { type IndexEvidence, indexEvidence } from '../../../shared/domain/statistics/index-evidence.ts';
import { schoolStatistics } from '../../../shared/domain/statistics/statistics-of.ts';
import type { ExportInput } from '../export-kind.ts';
import { type DataSheet, dataSheet } from '../sheets/data-sheet.ts';
import { inScope, listColumns, listName } from './list-columns.ts';

/** Evidence of the digital-transformation index: so many of so many, by criterion and school. */
export function indexSheet({ plan, scope, text }: ExportInput): DataSheet {
  const rows = inScope(indexEvidence(plan, schoolStatistics(plan)), scope);
  const column = listColumns<IndexEvidence>(text);
  return dataSheet(listName('index-evidence', text), rows, [
    column.text('schoolCode', (row) => row.schoolCode),
    column.text('schoolName', (row) => row.schoolName),
    column.code(
      'criterion',
      (row) => row.criterion,
      (code) => text.say(`list.criterion.${code}`),
      50,
    ),
    column.integer('have', (row) => row.have),
    column.integer('of', (row) => row.of),
    column.integer('sharePercent', (row) => row.sharePercent),
  ]);
}

/** Regulations, plans and assignments on paper: which school has which. */
export function checklistSheet({ plan, scope, text }: ExportInput): DataSheet {
  const column = listColumns<ChecklistStatus>(text);
  return dataSheet(listName('checklist', text), inScope(checklistStatuses(plan.snapshot), scope), [
    column.text('schoolCode', (row) => row.schoolCode),
    column.text('schoolName', (row) => row.schoolName ?? text.t('list.unit')),
    column.text('document', (row) => row.document),
    column.text('documentNumber', (row) => row.number),
    column.day('issuedOn', (row) => row.issuedOn),
    column.code(
      'checklistState',
      (row) => row.state,
      (code) => text.say(`list.checklist.${code}`),
    ),
  ]);
}

type LevelRow = SuggestedLevel & { readonly schoolCode: string; readonly schoolName: string };

/** The basic or advanced level of the 2018 form, suggested from what each school has; the school decides. */
export function applicationLevelSheet({ plan, scope, text }: ExportInput): DataSheet {
  const rows = schoolStatistics(plan).map((row): LevelRow => {
    const { schoolCode, schoolName } = row;
    return { schoolCode, schoolName, ...suggestedLevel(row) };
  });
  const column = listColumns<LevelRow>(text);
  const words = (codes: string) =>
    codes
      .split(' ')
      .map((code) => text.say(`list.condition.${code}`))
      .join('; ');
  return dataSheet(listName('application-level', text), inScope(rows, scope), [
    column.text('schoolCode', (row) => row.schoolCode),
    column.text('schoolName', (row) => row.schoolName),
    column.code(
      'suggestedLevel',
      (row) => row.level,
      (code) => text.say(`list.applicationLevel.${code}`),
    ),
    column.code('missingConditions', (row) => row.missing.join(' ') || null, words, 50),
    column.code('unknownConditions', (row) => row.unknown.join(' ') || null, words, 50),
  ]);
}
