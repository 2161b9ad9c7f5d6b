import { stringify } from 'csv-stringify/sync';
import type { Plan } from '../../shared/domain/plan/plan.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from '../rows/column.ts';
import { type NeedLine, needColumns, needLines } from '../rows/need-rows.ts';
import { planHeading, planTotals } from '../rows/plan-heading.ts';

export type Separator = ';' | ',';
type Cell = string | number;

/**
 * RFC 4180 text, CRLF. Cells that a spreadsheet would run as a formula (`= + - @`, tab, return) get a leading `'`: host
 * names and school names come from outside.
 * @param options.bom Excel needs it to see UTF-8
 */
export function csvText(
  rows: readonly (readonly Cell[])[],
  options: { readonly separator: Separator; readonly bom: boolean },
): string {
  return stringify([...rows], {
    delimiter: options.separator,
    bom: options.bom,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}

/** Header and rows of a listing: raw values, empty where unknown. */
export function listingRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  text: Text,
): (readonly Cell[])[] {
  const single = columns.flatMap((column) => column.parts ?? [column]);
  return [
    single.map(({ label }) => text.t(label)),
    ...rows.map((row) => single.map(({ value }) => value(row) ?? '')),
  ];
}

/** The needs table as a planner files it: heading, columns, one line a school, totals. */
export function needsRows(plan: Plan, text: Text): (readonly Cell[])[] {
  const totals = planTotals(plan, text).map((total) => needColumns.map(({ id }) => total[id] ?? ''));
  return [
    ...planHeading(plan, text),
    [],
    needColumns.map(({ label }) => text.t(label)),
    ...needLines(plan.needs.schools).map((line) => needColumns.map((column) => fileCell(line, column, text))),
    ...totals,
  ];
}

/** Plain integers, ratios with the language's decimal sign, words as on the screen; nothing where unknown. */
function fileCell(line: NeedLine, column: Column<NeedLine>, text: Text): string {
  if (column.align === 'left') return column.cell(line, text);
  const value = column.value(line);
  if (value === null) return '';
  return Number.isInteger(value) ? String(value) : column.cell(line, text);
}
