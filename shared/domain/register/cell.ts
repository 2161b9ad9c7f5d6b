import type { SchoolLevel } from '../device.ts';
import { schoolCodePattern } from '../ids.ts';
import { err, ok, type Result } from '../result.ts';
import type { CellKind, CellValue } from './column.ts';
import { readDate, readMonthDay, readYear } from './date-cell.ts';
import { fold, tidy } from './fold.ts';
import { type NumberCellReason, readCount, readDecimal, readMoney } from './number-cell.ts';
import { itemByName, levelByName, yesNoByName } from './words.ts';

/** Why a cell is refused; `roster.<reason>` of shared/text says it in words. */
export type CellReason =
  | NumberCellReason
  | 'missing'
  | 'too-long'
  | 'bad-code'
  | 'spreadsheet-number'
  | 'formula'
  | 'formula-error'
  | 'unknown-level'
  | 'several-levels'
  | 'unknown-item'
  | 'unknown-word'
  | 'not-yes-no'
  | 'too-many-items'
  | 'bad-date'
  | 'bad-year'
  | 'bad-month-day';

type Cell = Result<CellValue, CellReason>;

/** Reads one cell. A blank one is null (unknown, never zero) unless the column is required. */
export function readCell(
  column: { readonly holds: CellKind; readonly isRequired?: true | undefined },
  raw: string,
): Cell {
  const cell = tidy(raw);
  if (cell === '') return column.isRequired === true ? err('missing') : ok(null);
  const fault = formulaFault(cell);
  return fault === null ? readHeld(column.holds, cell) : err(fault);
}

/** What a formula would come to is not in the text: a spreadsheet keeps its value beside it, a CSV does not. */
export function formulaFault(cell: string): 'formula' | 'formula-error' | null {
  if (cell.startsWith('=')) return 'formula';
  const isFailed = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)/i.test(cell);
  return isFailed ? 'formula-error' : null;
}

function readHeld(holds: CellKind, cell: string): Cell {
  switch (holds.kind) {
    case 'text':
      return cell.length > holds.maxLength ? err('too-long') : ok(cell);
    case 'count':
      return readCount(cell, holds.min, holds.max);
    case 'number':
      return readDecimal(cell, holds.min, holds.max);
    case 'list':
      return readList(cell, holds.maxItems, holds.maxLength);
    case 'word':
      return known(holds.words.get(fold(cell)), 'unknown-word');
    case 'yes-no':
      return known(yesNoByName.get(cell.toLowerCase()), 'not-yes-no');
    default:
      return readPlain(holds.kind, cell);
  }
}

type PlainKind = Exclude<CellKind['kind'], 'text' | 'count' | 'number' | 'list' | 'word' | 'yes-no'>;

function readPlain(kind: PlainKind, cell: string): Cell {
  switch (kind) {
    case 'code':
      return readCode(cell);
    case 'level':
      return readLevel(cell);
    case 'item':
      return known(itemByName.get(fold(cell)), 'unknown-item');
    case 'money':
      return readMoney(cell);
    case 'year':
      return readYear(cell);
    case 'month-day':
      return readMonthDay(cell);
    case 'date':
      return readDate(cell);
    case 'date-or-year':
      return readYear(cell).ok ? ok(cell) : readDate(cell);
  }
}

/** Codes are opaque text: leading zeros stay, a number that a spreadsheet rewrote (1.2E+10) is refused. */
function readCode(text: string): Result<string, CellReason> {
  const cell = text.replace(/^'/, '');
  if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(cell) && /[.,+]/.test(cell)) return err('spreadsheet-number');
  return schoolCodePattern.test(cell) ? ok(cell) : err('bad-code');
}

function readLevel(cell: string): Result<SchoolLevel, CellReason> {
  const level = levelByName.get(fold(cell));
  if (level !== undefined) return ok(level);
  const parts = cell.split(/[&+,;/–-]| và | and /i).map(fold);
  const isSeveral = parts.length > 1 && parts.every((part) => levelByName.has(part));
  return err(isSeveral ? 'several-levels' : 'unknown-level');
}

function readList(cell: string, maxItems: number, maxLength: number): Cell {
  const items = cell
    .split('|')
    .map(tidy)
    .filter((item) => item !== '');
  if (items.length > maxItems) return err('too-many-items');
  if (items.some((item) => item.startsWith('='))) return err('formula');
  return items.some((item) => item.length > maxLength)
    ? err('too-long')
    : ok(items.length === 0 ? null : items);
}

function known<T>(value: T | undefined, reason: CellReason): Result<T, CellReason> {
  return value === undefined ? err(reason) : ok(value);
}
