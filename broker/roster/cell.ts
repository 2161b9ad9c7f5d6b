import { type SchoolLevel, schoolLevels } from '../../shared/domain/device.ts';
import { schoolCodePattern } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { RosterColumn } from './columns.ts';
import { foldHeader } from './csv-table.ts';
import type { CellReason } from './problem.ts';

const levelNames: Readonly<Record<SchoolLevel, readonly string[]>> = {
  MN: ['MN', 'Mầm non', 'Mẫu giáo', 'Nhà trẻ', 'Kindergarten'],
  TH: ['TH', 'Tiểu học', 'Primary'],
  THCS: ['THCS', 'Trung học cơ sở', 'Lower secondary'],
  THPT: ['THPT', 'Trung học phổ thông', 'Upper secondary'],
  GDTX: ['GDTX', 'Giáo dục thường xuyên', 'GDNN-GDTX', 'TTGDTX', 'Continuing education'],
};

const levelByName = new Map(
  schoolLevels.flatMap((level) => levelNames[level].map((name) => [foldHeader(name), level] as const)),
);

/** Reads one cell. A blank one is null (missing, never zero) unless the column is required. */
export function readCell(column: RosterColumn, raw: string): Result<string | number | null, CellReason> {
  const cell = tidy(raw);
  if (cell === '') return column.isRequired === true ? err('missing') : ok(null);
  switch (column.holds.kind) {
    case 'code':
      return readCode(cell);
    case 'level':
      return readLevel(cell);
    case 'text':
      return cell.length > column.holds.maxLength ? err('too-long') : ok(cell);
    case 'count':
      return readCount(cell, column.holds.min, column.holds.max);
  }
}

/** Composed (NFC), without control characters, inner blanks single. */
export function tidy(raw: string): string {
  return raw
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Z}\ufeff\u200b]+/gu, ' ')
    .trim();
}

/** Codes are opaque text: leading zeros stay, a number that a spreadsheet rewrote (1.2E+10) is refused. */
function readCode(cell: string): Result<string, CellReason> {
  if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(cell) && /[.,+]/.test(cell)) return err('spreadsheet-number');
  return schoolCodePattern.test(cell) ? ok(cell) : err('bad-code');
}

function readLevel(cell: string): Result<SchoolLevel, CellReason> {
  const level = levelByName.get(foldHeader(cell));
  if (level !== undefined) return ok(level);
  const parts = cell.split(/[&+,;/–-]| và | and /i).map(foldHeader);
  const isSeveral = parts.length > 1 && parts.every((part) => levelByName.has(part));
  return err(isSeveral ? 'several-levels' : 'unknown-level');
}

/** Digits, or groups of three apart by blanks. `1.540` is 1540 to one reader and 1.54 to another: it is asked for again. */
function readCount(cell: string, min: number, max: number): Result<number, CellReason> {
  if (/^\d+$|^\d{1,3}(?: \d{3})+$/.test(cell)) {
    const value = Number(cell.replaceAll(' ', ''));
    return value >= min && value <= max ? ok(value) : err('out-of-range');
  }
  if (/^\d{1,3}(?:[.,]\d{3})+$/.test(cell)) return err('thousands-separator');
  if (/^[-−–]\s?\d/.test(cell)) return err('negative');
  if (/^\d+[.,]\d+$/.test(cell)) return err('fractional');
  return err('not-a-number');
}
