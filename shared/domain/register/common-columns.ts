import type { CellKind, RegisterColumn } from './column.ts';

export const code: CellKind = { kind: 'code' };
export const date: CellKind = { kind: 'date' };
export const money: CellKind = { kind: 'money' };
export const yesNo: CellKind = { kind: 'yes-no' };
export const upTo = (max: number, min = 0): CellKind => ({ kind: 'count', min, max });
export const words = (maxLength: number): CellKind => ({ kind: 'text', maxLength });

/** Most rows of a register: what the largest province has, ten times over. */
export const maxRows = 20_000;

/** What stands in a school code's place until somebody writes one: no school has it. */
export const exampleSchool = 'MA-TRUONG';

export function column(
  field: string,
  header: string,
  holds: CellKind,
  others: readonly string[],
): RegisterColumn {
  return { field, header, others, holds };
}

export function required(
  field: string,
  header: string,
  holds: CellKind,
  others: readonly string[],
): RegisterColumn {
  return { ...column(field, header, holds, others), isRequired: true };
}

export const schoolColumn = required('schoolCode', 'school_code', code, [
  'Mã trường',
  'School code',
  'Mã định danh',
  'Mã định danh trường',
]);

export const siteColumn = column('siteCode', 'site_code', code, [
  'Mã điểm trường',
  'Site code',
  'Mã điểm',
  'Điểm trường',
  'Site',
]);

export const itemColumn = required('item', 'item', { kind: 'item' }, [
  'Danh mục thiết bị',
  'Item',
  'Danh mục',
  'Thiết bị',
  'Loại thiết bị',
  'Hạng mục',
]);
