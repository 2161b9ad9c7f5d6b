import { z } from 'zod';
import { err, ok } from '../../../shared/domain/result.ts';
import type { Fact } from '../../collector.ts';
import { cimEpochMs } from '../../parse/cim-moment.ts';
import { clip } from '../text.ts';

/*
 * Members of CIM rows as PowerShell writes them in JSON, never trusted: each piece reads any value, and gives undefined for one
 * that is missing, null or of another kind, so that one odd member does not cost the row.
 */

const anything = z.unknown().optional();

/** Text, or a number as text; trimmed and at most `maxLength` long. */
export function cimText(maxLength: number) {
  return anything.transform((value) => textOf(value, maxLength));
}

/** A whole number ≥ 0 that is exactly representable; 2^53 and more (`unknown` of many classes is 2^63 − 1) is undefined. */
export const cimCount = anything.transform(countOf);

/** A whole number 0–255, as raw codes travel. */
export const cimCode = anything.transform((value) => {
  const code = countOf(value);
  return code === undefined || code > 255 ? undefined : code;
});

/** A boolean, or the words and digits that stand for one. */
export const cimBoolean = anything.transform((value): boolean | undefined => {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (word === 'true' || word === 1 || word === '1') return true;
  return word === 'false' || word === 0 || word === '0' ? false : undefined;
});

/** What may be a list: null is an empty one, a single value a list of one; PowerShell 5.1 decorates some: `{"value":[…],"Count":n}`. */
export const cimList = anything.transform((value): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  if (isRecord(value) && Array.isArray(value.value)) return value.value;
  return value === null || value === undefined ? [] : [value];
});

/** Whole numbers of a list, at most 512; what is none is left out. */
export const cimCounts = cimList.transform((values) =>
  values.slice(0, 512).flatMap((value) => countOf(value) ?? []),
);

/** Text as a list of UTF-16 units that zeros fill up: how root/wmi spells the names of monitors. */
export function cimUnits(maxLength: number) {
  return cimCounts.transform((units) => {
    const end = units.indexOf(0);
    const used = (end === -1 ? units : units.slice(0, end)).filter((unit) => unit <= 0xffff);
    return clip(String.fromCharCode(...used), maxLength);
  });
}

/**
 * A moment in ms since 1970 UTC: `/Date(ms)/` (PowerShell 5.1), ISO 8601 (PowerShell 7 and our own queries) or DMTF DSP0004
 * `yyyymmddHHMMSS.ffffff+minutes`. 1601 stands for never, so whatever lies before 1970 is undefined.
 */
export const cimTime = anything.transform((value): number | undefined => {
  const inner = isRecord(value) ? (value.value ?? value.DateTime) : value;
  const ms = typeof inner === 'string' ? cimEpochMs(inner.trim()) : undefined;
  return ms !== undefined && Number.isSafeInteger(ms) && ms > 0 && ms <= lastMs ? ms : undefined;
});

/** The contract's last moment: the year 9999. */
const lastMs = 253_402_300_799_999;

/**
 * The rows of an answer that have the given form, at most `maxRows` of them. What is no object is left out; an answer without
 * any usable row is an empty list, which the question itself says: it was asked and answered.
 */
export function readRows<T>(answer: Fact<readonly unknown[]>, row: z.ZodType<T>, maxRows: number): Fact<T[]> {
  if (!answer.ok) return answer;
  const rows: T[] = [];
  for (const each of answer.value) {
    if (rows.length === maxRows) break;
    const parsed = row.safeParse(each);
    if (parsed.success) rows.push(parsed.data);
  }
  return ok(rows);
}

/** The first usable row: `no-data` when there is none. */
export function readRow<T>(answer: Fact<readonly unknown[]>, row: z.ZodType<T>): Fact<T> {
  const rows = readRows(answer, row, 1);
  if (!rows.ok) return rows;
  const [first] = rows.value;
  return first === undefined ? err('no-data') : ok(first);
}

/** Longer texts are cut before anything is done with them. */
const maxTextLength = 4096;

/** Composed before it is clipped, and without half characters: what leaves is as long when it is read again. */
function textOf(value: unknown, maxLength: number): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return clip(String(value), maxLength);
  if (typeof value !== 'string') return undefined;
  return clip(value.slice(0, maxTextLength).normalize('NFC'), maxLength)?.toWellFormed();
}

function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d{1,16}\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
