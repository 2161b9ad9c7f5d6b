import { err, ok, type Result } from '../result.ts';

export type NumberCellReason =
  | 'thousands-separator'
  | 'negative'
  | 'fractional'
  | 'not-a-number'
  | 'out-of-range'
  | 'ambiguous-money'
  | 'ambiguous-number';

/** A thousand times the largest provincial budget, still exact. */
const maxDong = 1_000_000_000_000_000;

/** Digits, or groups of three apart by blanks. `1.540` is 1540 to one reader and 1.54 to another: it is asked for again. */
export function readCount(cell: string, min: number, max: number): Result<number, NumberCellReason> {
  if (/^\d+$|^\d{1,3}(?: \d{3})+$/.test(cell)) return within(cell.replaceAll(' ', ''), min, max);
  return err(/^\d{1,3}(?:[.,]\d{3})+$/.test(cell) ? 'thousands-separator' : whyNoCount(cell));
}

/**
 * Whole đồng: digits, groups of three apart by blanks, or at least two groups apart by one kind of mark (`15.000.000`). One
 * group (`15.000`) may be fifteen thousand or fifteen: it is asked for again.
 */
export function readMoney(text: string): Result<number, NumberCellReason> {
  const cell = text.replace(/\s*(?:đồng|vnđ|vnd|đ|₫)$/i, '');
  if (/^\d+$|^\d{1,3}(?: \d{3})+$/.test(cell)) return within(cell.replaceAll(' ', ''), 0, maxDong);
  if (/^\d{1,3}(?:\.\d{3}){2,}$|^\d{1,3}(?:,\d{3}){2,}$/.test(cell)) {
    return within(cell.replace(/[.,]/g, ''), 0, maxDong);
  }
  return err(/^\d{1,3}[.,]\d{3}$/.test(cell) ? 'ambiguous-money' : whyNoCount(cell));
}

/** A number with a fraction after a dot or comma, such as a latitude, to six places (a hand's breadth); never in groups. */
export function readDecimal(cell: string, min: number, max: number): Result<number, NumberCellReason> {
  const number = cell.replace(/^[−–]/, '-');
  if (!/^-?\d{1,9}(?:[.,]\d{1,18})?$/.test(number)) return err('not-a-number');
  // Zero has no sign.
  const value = Number(Number(number.replace(',', '.')).toFixed(6)) + 0;
  return value >= min && value <= max ? ok(value) : err('out-of-range');
}

function within(digits: string, min: number, max: number): Result<number, NumberCellReason> {
  const value = Number(digits);
  return value >= min && value <= max ? ok(value) : err('out-of-range');
}

function whyNoCount(cell: string): NumberCellReason {
  if (/^[-−–]\s?\d/.test(cell)) return 'negative';
  return /^\d+[.,]\d+$/.test(cell) ? 'fractional' : 'not-a-number';
}
