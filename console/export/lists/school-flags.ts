import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { SchoolStatistics } from '../../../shared/domain/statistics/school-statistics.ts';
import { schoolStatistics } from '../../../shared/domain/statistics/statistics-of.ts';
import { statisticsTotals } from '../../../shared/domain/statistics/statistics-totals.ts';
import type { ExportInput } from '../export-kind.ts';
import { type CellValue, type DataSheet, dataSheet } from '../sheets/data-sheet.ts';
import { inScope, listColumns, listName, yesNo, yesNoWords } from './list-columns.ts';

const flags = ['hasElectricity', 'hasInternetForTeaching', 'hasComputersForTeaching'] as const;

/** SDG 4.a.1: schools with electricity, with Internet and with computers for teaching purposes; shares of the known ones. */
export function sdgSheet({ plan, scope, text }: ExportInput): DataSheet {
  const rows = inScope(schoolStatistics(plan), scope);
  const column = listColumns<SchoolStatistics>(text);
  const columns = [
    column.text('schoolCode', (row) => row.schoolCode),
    column.text('schoolName', (row) => row.schoolName),
    column.text('level', (row) => row.level),
    ...flags.map((flag) => column.code(flag, (row) => yesNo(row[flag]), yesNoWords(text))),
  ];
  return dataSheet(listName('sdg-4a1', text), rows, columns, { totals: shares(rows, text) });
}

function shares(
  rows: readonly SchoolStatistics[],
  text: ExportInput['text'],
): readonly Readonly<Record<string, CellValue>>[] {
  const totals = statisticsTotals(rows).flags;
  const lineOf = (name: string, figure: (flag: (typeof flags)[number]) => CellValue) => ({
    schoolName: text.say(`list.total.${name}`),
    ...Object.fromEntries(flags.map((flag) => [flag, figure(flag)])),
  });
  return [
    lineOf('yes', (flag) => totals[flag].yes),
    lineOf('no', (flag) => totals[flag].no),
    lineOf('unknown', (flag) => totals[flag].unknown),
    lineOf('sharePercent', (flag) => {
      const { yes, no } = totals[flag];
      return yes + no === 0 ? null : Math.round((yes * 1_000) / (yes + no)) / 10;
    }),
  ];
}

type DisclosureRow = {
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly number: 'VIII' | 'IX.1' | 'IX.2';
  readonly content: 'computers' | 'displays' | 'webcams';
  readonly quantity: number | null;
  readonly average: number | null;
};

/** Rows VIII and IX of the public-disclosure form (Biểu mẫu công khai cơ sở vật chất), in its own words. */
export function disclosureSheet({ plan, scope, text }: ExportInput): DataSheet {
  const column = listColumns<DisclosureRow>(text);
  return dataSheet(listName('disclosure', text), inScope(disclosureRows(plan), scope), [
    column.text('schoolCode', (row) => row.schoolCode),
    column.text('schoolName', (row) => row.schoolName),
    column.text('formNumber', (row) => row.number),
    column.code(
      'formContent',
      (row) => row.content,
      (code) => text.say(`list.disclosure.${code}`),
      60,
    ),
    column.integer('quantity', (row) => row.quantity),
    column.decimal('formAverage', (row) => row.average),
    column.code(
      'formAverageOf',
      ({ content }) => (content === 'computers' ? content : null),
      () => text.t('list.disclosure.average'),
    ),
  ]);
}

function disclosureRows(plan: Plan): DisclosureRow[] {
  return schoolStatistics(plan).flatMap((row): DisclosureRow[] => {
    const { schoolCode, schoolName } = row;
    const { studentMachinesInUse: computers, pupilsPerComputer, projections, webcams } = row;
    const school = { schoolCode, schoolName };
    return [
      { ...school, number: 'VIII', content: 'computers', quantity: computers, average: pupilsPerComputer },
      { ...school, number: 'IX.1', content: 'displays', quantity: projections, average: null },
      { ...school, number: 'IX.2', content: 'webcams', quantity: webcams, average: null },
    ];
  });
}
