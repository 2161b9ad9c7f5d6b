import { err, ok, type Result } from '../result.ts';

export type NumberRange = { readonly min: number; readonly max: number; readonly isWhole: boolean };
export type NumberReason = 'not-a-number' | 'ambiguous-number' | 'negative' | 'fractional' | 'out-of-range';

/**
 * Reads a number as people in Vietnam and elsewhere write it: `1.250.000`, `1,250,000`, `12,5`, `1 000`, `−18.5`, `+1`. One group of
 * three (`1.250`) is 1250 to one reader and 1.25 to another: of a whole number it can only be the former, else it is read where
 * one of both is out of range, or asked again.
 */
export function readNumber(text: string, range: NumberRange): Result<number, NumberReason> {
  const cell = text
    .replace(/^\+/, '')
    .replace(/[−–]/g, '-')
    .replace(/(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))/g, '');
  const readings = readingsOf(cell, range.isWhole);
  if (readings.length === 0) return err('not-a-number');
  const possible = readings.filter((value) => fault(value, range) === null);
  const [value, another] = possible;
  if (another !== undefined) return err('ambiguous-number');
  return value === undefined ? err(fault(readings[0] ?? Number.NaN, range) ?? 'not-a-number') : ok(value);
}

function readingsOf(cell: string, isWhole: boolean): number[] {
  if (/^-?\d{1,15}$/.test(cell)) return [Number(cell)];
  // No group begins with a zero.
  if (/^-?[1-9]\d{0,2}[.,]\d{3}$/.test(cell))
    return isWhole ? [grouped(cell)] : [grouped(cell), decimal(cell)];
  if (/^-?[1-9]\d{0,2}(?:\.\d{3}){1,4}(?:,\d{1,6})?$/.test(cell)) return [decimal(cell.replaceAll('.', ''))];
  if (/^-?[1-9]\d{0,2}(?:,\d{3}){1,4}(?:\.\d{1,6})?$/.test(cell)) return [decimal(cell.replaceAll(',', ''))];
  return /^-?\d{1,12}[.,]\d{1,6}$/.test(cell) ? [decimal(cell)] : [];
}

function grouped(cell: string): number {
  return Number(cell.replace(/[.,]/g, ''));
}

function decimal(cell: string): number {
  return Number(cell.replace(',', '.'));
}

function fault(value: number, { min, max, isWhole }: NumberRange): NumberReason | null {
  if (isWhole && !Number.isInteger(value)) return 'fractional';
  if (value < 0 && min >= 0) return 'negative';
  return value < min || value > max ? 'out-of-range' : null;
}
