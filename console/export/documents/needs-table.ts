import { isYearly, type ProcurementLine, sumDong } from '../../../shared/domain/plan/procurement-line.ts';
import type { Text } from '../../../shared/text/text.ts';
import { byLevel } from './level-order.ts';
import { amountText, figure } from './money.ts';
import type { PrintColumn, PrintRow, PrintTable } from './print-document.ts';

/** A line with its number on the form, under which the annex names it again. */
export type NumberedLine = { readonly number: number; readonly line: ProcurementLine };

/** In the order of the form: by level, school and item. Lines that say nothing are left out. */
export function numberedLines(lines: readonly ProcurementLine[]): NumberedLine[] {
  const groups = Map.groupBy(lines.filter(saysSomething), ({ level }) => level);
  const ordered = [...groups].sort(([a], [b]) => byLevel(a, b));
  return ordered.flatMap(([, own]) => own).map((line, index) => ({ number: index + 1, line }));
}

/** Nothing needed, had, missing or proposed: a line of noughts. */
function saysSomething({ needed, existing, deficit, buy, amountDong }: ProcurementLine): boolean {
  return (
    [needed, existing, deficit, buy, amountDong].some((value) => value !== null && value > 0) ||
    deficit === null
  );
}

/** The eleven columns of the form. */
export function needsTable(
  lines: readonly NumberedLine[],
  marked: ReadonlySet<string>,
  text: Text,
): PrintTable {
  const groups = Map.groupBy(lines, ({ line }) => line.level);
  const rows = [...groups].flatMap(([level, own]) => levelRows(level, own, marked, text));
  return {
    caption: text.t('print.needs.caption'),
    columns: needsColumns(text),
    rows: [...rows, ...totalRows(lines, text)],
  };
}

function needsColumns(text: Text): PrintColumn[] {
  const count = (label: string): PrintColumn => ({ label, align: 'right', weight: 15 });
  return [
    { label: text.t('print.needs.no'), align: 'centre', weight: 11 },
    { label: text.t('print.needs.school'), align: 'left', weight: 52 },
    { label: text.t('print.needs.item'), align: 'left', weight: 50 },
    { label: text.t('print.needs.unit'), align: 'centre', weight: 19 },
    count(text.t('print.needs.needed')),
    count(text.t('print.needs.existing')),
    count(text.t('print.needs.usable')),
    count(text.t('print.needs.deficit')),
    count(text.t('print.needs.buy')),
    { label: text.t('print.needs.price'), align: 'right', weight: 25 },
    { label: text.t('print.needs.amount'), align: 'right', weight: 31 },
  ];
}

function levelRows(
  level: string,
  lines: readonly NumberedLine[],
  marked: ReadonlySet<string>,
  text: Text,
): PrintRow[] {
  const bySchool = Map.groupBy(lines, ({ line }) => line.schoolCode);
  const schools = [...bySchool.values()].flatMap((own) => schoolRows(own, marked, text));
  return [
    { kind: 'group', label: text.t('print.needs.level', { level }) },
    ...schools,
    sumRow(text.t('print.needs.sumLevel', { level }), lines, text),
  ];
}

function schoolRows(lines: readonly NumberedLine[], marked: ReadonlySet<string>, text: Text): PrintRow[] {
  const rows = lines.map(
    ({ number, line }): PrintRow => ({ kind: 'line', cells: lineCells(number, line, marked, text) }),
  );
  const [first] = lines;
  if (first === undefined || lines.length === 1) return rows;
  return [...rows, sumRow(text.t('print.needs.sumSchool', { school: first.line.schoolName }), lines, text)];
}

function lineCells(number: number, line: ProcurementLine, marked: ReadonlySet<string>, text: Text): string[] {
  const { schoolCode, schoolName, item, unit, needed, existing, usable, deficit, buy } = line;
  const isBought = buy > 0 || (line.amountDong ?? 0) > 0;
  return [
    String(number),
    `${schoolName}${marked.has(schoolCode) ? ' *' : ''}`,
    text.t(`item.${item}`),
    text.t(`item.unit.${unit}`),
    ...[needed, existing, usable, deficit, buy].map((value) => figure(value, text)),
    figure(line.unitPriceDong, text),
    isBought ? figure(line.amountDong, text) : text.number(0),
  ];
}

/** Yearly costs stand apart from what is paid once. */
function totalRows(lines: readonly NumberedLine[], text: Text): PrintRow[] {
  const yearly = lines.filter(({ line }) => isYearly(line));
  const once = lines.filter(({ line }) => !isYearly(line));
  const parts =
    yearly.length === 0
      ? []
      : [sumRow(text.t('print.needs.once'), once, text), sumRow(text.t('print.needs.yearly'), yearly, text)];
  return [...parts, sumRow(totalLabel(lines, text), lines, text)];
}

/** A total that leaves something out says so. */
function totalLabel(lines: readonly NumberedLine[], text: Text): string {
  return text.t(lines.some(isUnpriced) ? 'print.needs.totalPriced' : 'print.needs.total');
}

function isUnpriced({ line }: NumberedLine): boolean {
  return line.buy > 0 && line.amountDong === null;
}

function sumRow(label: string, lines: readonly NumberedLine[], text: Text): PrintRow {
  return { kind: 'sum', label, cells: [amountText(sumOf(lines), text)] };
}

export function sumOf(lines: readonly NumberedLine[]): number | null {
  return sumDong(lines.map(({ line }) => line.amountDong));
}

/**
 * Totals by item: only pieces of the same thing can be added, and what is kept is not what is missing. A sum with an unknown
 * part is unknown.
 */
export function itemTable(lines: readonly NumberedLine[], text: Text): PrintTable {
  const byItem = Map.groupBy(lines, ({ line: { item, group } }) => `${item} ${group}`);
  const skipped = new Set([0, 1, 9]);
  const columns = needsColumns(text).filter((_, index) => !skipped.has(index));
  const rows = [...byItem.values()].flatMap((own): PrintRow[] => {
    const [first] = own;
    if (first === undefined) return [];
    const { item, unit, group } = first.line;
    const known = (of: (line: ProcurementLine) => number | null): string => {
      const values = own.map(({ line }) => of(line));
      return figure(
        values.includes(null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0),
        text,
      );
    };
    const name = text.t(`item.${item}`);
    const cells = [
      group === 'add' ? name : `${name} (${text.t(`item.group.${group}`)})`,
      text.t(`item.unit.${unit}`),
      known(({ needed }) => needed),
      known(({ existing }) => existing),
      known(({ usable }) => usable),
      known(({ deficit }) => deficit),
      known(({ buy }) => buy),
      own.some(isUnpriced) ? text.t('print.unknown') : amountText(sumOf(own), text),
    ];
    return [{ kind: 'line', cells }];
  });
  return {
    caption: text.t('print.needs.byItem'),
    columns,
    rows: [...rows, sumRow(totalLabel(lines, text), lines, text)],
  };
}
