import { schoolStatistics } from '../../../shared/domain/statistics/statistics-of.ts';
import { planHeading } from '../../rows/plan-heading.ts';
import type { ExportInput, Render } from '../export-kind.ts';
import { declaredSheet } from './count-sheet.ts';
import { csvBook } from './csv-book.ts';
import type { DataSheet } from './data-sheet.ts';
import { jsonRows } from './json-rows.ts';
import { machineSheet } from './machine-sheet.ts';
import { metaSheet } from './meta-sheet.ts';
import { rosterSheet } from './roster-sheet.ts';
import { ruleSheet } from './rule-sheet.ts';
import { statisticsSheet } from './statistics-sheet.ts';
import { xlsxBook } from './xlsx-book.ts';

/** The statistics with the machines, pupils and rules that they were counted from. */
function statisticsSheets(input: ExportInput): DataSheet[] {
  return [
    statisticsSheet(schoolStatistics(input.plan), input.text),
    ...evidenceSheets(input),
    metaSheet(input),
  ];
}

function evidenceSheets({ plan, text }: ExportInput): DataSheet[] {
  return [
    machineSheet(plan, text),
    rosterSheet(plan, text),
    declaredSheet(plan, text),
    ruleSheet(plan, text),
  ];
}

export const statisticsXlsx: Render = async (input) => {
  const { plan, code, text } = input;
  const title = text.t('export.what.statistics');
  return await xlsxBook(statisticsSheets(input), {
    ...{ title, code, atMs: plan.snapshot.asAtMs, language: text.language },
  });
};

export const statisticsCsv: Render = (input) => {
  const heading = [...planHeading(input.plan, input.text), [input.text.t('export.meta.code'), input.code]];
  return Promise.resolve(csvBook(heading, statisticsSheets(input), input));
};

export const statisticsJson: Render = (input) => {
  const statistics = schoolStatistics(input.plan);
  const document = {
    ...{ what: input.what, code: input.code, meta: jsonRows(metaSheet(input)), schools: statistics },
    evidence: Object.fromEntries(evidenceSheets(input).map((sheet) => [sheet.id, jsonRows(sheet)])),
  };
  return Promise.resolve(new TextEncoder().encode(`${JSON.stringify(document)}\n`));
};
