import type { CellKind, CellValue, RegisterColumn, RegisterRow, RegisterTable } from './column.ts';
import { itemWords } from './words.ts';

export type ListLanguage = 'vi' | 'en';

/** Headers and rows as stable cells, for programs: codes, YYYY-MM-DD, `yes` and `no`. An import reads them again. */
export function stableRows({ columns }: RegisterTable, rows: readonly RegisterRow[]): string[][] {
  return rows.map((row) => columns.map(({ field }) => stableCell(row[field] ?? null)));
}

/** The empty list with its example, headers first, as a person fills it. */
export function templateRows(table: RegisterTable, language: ListLanguage): string[][] {
  const { columns, example } = table;
  return [
    columns.map((column) => headerIn(column, language)),
    columns.map(({ field, holds }) => wordedCell(holds, example[field] ?? null, language)),
  ];
}

/** Unknown is empty; texts of a list stand `|` apart. */
export function stableCell(value: CellValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? value.join(' | ') : String(value);
}

function headerIn({ header, others }: RegisterColumn, language: ListLanguage): string {
  return language === 'vi' ? (others[0] ?? header) : header;
}

function wordedCell(holds: CellKind, value: CellValue, language: ListLanguage): string {
  if (value === null) return '';
  const isVietnamese = language === 'vi';
  switch (holds.kind) {
    case 'word':
      return holds.shown[String(value)]?.[language] ?? String(value);
    case 'item':
      return itemNamed(String(value), language);
    case 'yes-no':
      return isVietnamese ? (value === true ? 'có' : 'không') : stableCell(value);
    case 'date':
    case 'date-or-year':
    case 'month-day':
      return isVietnamese ? String(value).split('-').toReversed().join('/') : String(value);
    case 'number':
      return isVietnamese ? String(value).replace('.', ',') : String(value);
    default:
      return stableCell(value);
  }
}

function itemNamed(item: string, language: ListLanguage): string {
  const words = Object.entries(itemWords).find(([code]) => code === item)?.[1];
  return words?.[language === 'vi' ? 0 : 1] ?? item;
}
