import type { ProcurementLine } from '../../../shared/domain/plan/procurement-line.ts';
import { procurementLines } from '../../../shared/domain/plan/procurement-lines.ts';
import { needsDocument } from '../../rows/documents.ts';
import { planHeading } from '../../rows/plan-heading.ts';
import type { ExportInput, Render } from '../export-kind.ts';
import { declaredSheet, itemSheet } from './count-sheet.ts';
import { csvBook } from './csv-book.ts';
import type { DataSheet } from './data-sheet.ts';
import { jsonRows } from './json-rows.ts';
import { lineSheet } from './line-sheet.ts';
import { machineSheet } from './machine-sheet.ts';
import { metaSheet } from './meta-sheet.ts';
import { allocationSheet, budgetSheet, priceSheet } from './money-sheets.ts';
import { rosterSheet } from './roster-sheet.ts';
import { ruleSheet } from './rule-sheet.ts';
import { schoolSheet } from './school-sheet.ts';
import { summarySheets } from './summary-sheets.ts';
import { xlsxBook } from './xlsx-book.ts';

/**
 * The needs with everything they rest on: the purchase list, the schools, and the evidence from which a reader computes every
 * total again without this program.
 */
export function needsSheets(input: ExportInput, lines: readonly ProcurementLine[]): DataSheet[] {
  const { plan, asked, text } = input;
  const isNamed = plan.snapshot.name !== null;
  return [
    lineSheet(lines, noteOf(input), text),
    schoolSheet(plan, asked.confirmations, isNamed, text),
    ...summarySheets(plan, lines, text),
    ...evidenceSheets(input),
    metaSheet(input),
  ];
}

function evidenceSheets({ plan, text }: ExportInput): DataSheet[] {
  return [
    machineSheet(plan, text),
    rosterSheet(plan, text),
    itemSheet(plan, text),
    declaredSheet(plan, text),
    ruleSheet(plan, text),
    priceSheet(plan, text),
    budgetSheet(plan, text),
    allocationSheet(plan, text),
  ];
}

/** That a school did not confirm its part is said on its every line. */
function noteOf({ plan, asked, text }: ExportInput): (line: ProcurementLine) => string {
  if (plan.snapshot.name === null) return () => '';
  const states = new Map(asked.confirmations.map(({ schoolCode, state }) => [schoolCode, state]));
  return ({ schoolCode }) => {
    const state = states.get(schoolCode) ?? 'draft';
    return state === 'confirmed' ? '' : text.t(`export.confirmation.${state}`);
  };
}

export const needsXlsx: Render = async (input) => {
  const { plan, code, text } = input;
  const title = text.t('export.what.needs');
  const sheets = needsSheets(input, procurementLines(plan));
  return await xlsxBook(sheets, { title, code, atMs: plan.snapshot.asAtMs, language: text.language });
};

export const needsCsv: Render = (input) => {
  const heading = [...planHeading(input.plan, input.text), [input.text.t('export.meta.code'), input.code]];
  return Promise.resolve(csvBook(heading, needsSheets(input, procurementLines(input.plan)), input));
};

/** The document of `needs --json`, with the purchase list and the evidence. */
export const needsJson: Render = (input) => {
  const lines = procurementLines(input.plan);
  const [meta, ...evidence] = [metaSheet(input), ...evidenceSheets(input)];
  const document = {
    code: input.code,
    ...needsDocument(input.plan),
    meta: jsonRows(meta),
    lines,
    evidence: Object.fromEntries(evidence.map((sheet) => [sheet.id, jsonRows(sheet)])),
  };
  return Promise.resolve(new TextEncoder().encode(`${JSON.stringify(document)}\n`));
};
