import type { LineDuty, LineMedium } from './line.ts';
import { dutyWords, type LineColumn, type LineField, lineColumns, mediumWords } from './line-columns.ts';

export type LineFileLanguage = 'vi' | 'en';

/** A line as a file shows it. Structural: the contract's `LineEntry` and `LineRow` satisfy it. */
export type LineForFile = Readonly<Partial<Record<LineField, string | number | undefined>>>;

/**
 * The list of lines as rows of a table, headers first, as the import of the same file reads it. Vietnamese: `12,5` and
 * `31/12/2027`; English: `12.5` and `2027-12-31`.
 */
export function lineFileRows(lines: readonly LineForFile[], language: LineFileLanguage): string[][] {
  const header = lineColumns.map((column) =>
    language === 'vi' ? (column.others[0] ?? column.header) : column.header,
  );
  return [header, ...lines.map((line) => lineColumns.map((column) => cellOf(line, column, language)))];
}

/** The empty list with one line as an example, whose school there is not: an import names it until it is replaced. */
export function lineTemplateRows(language: LineFileLanguage): string[][] {
  const example: LineForFile = {
    lineId: 'VNPT-1',
    schoolCode: language === 'vi' ? 'MA-TRUONG' : 'SCHOOL-CODE',
    isp: 'VNPT',
    medium: 'fibre',
    downMbps: 200,
    upMbps: 200,
    monthlyCost: 1_250_000,
    duty: 'main',
    contractEndsOn: '2027-12-31',
    opticalDbm: -18.5,
    opticalReadOn: '2026-11-20',
    promisedPercent: 99.5,
  };
  return lineFileRows([example], language);
}

function cellOf(line: LineForFile, { field, holds }: LineColumn, language: LineFileLanguage): string {
  const value = line[field];
  if (value === undefined) return '';
  if (holds.kind === 'medium') return worded(mediumWords[value as LineMedium], language);
  if (holds.kind === 'duty') return worded(dutyWords[value as LineDuty], language);
  if (holds.kind === 'number') return numberIn(language, Number(value));
  if (language === 'en') return String(value);
  return holds.kind === 'date' ? String(value).split('-').toReversed().join('/') : String(value);
}

/** The Vietnamese word stands first, the English one second; a word of both languages stands alone. */
function worded([vi, en]: readonly string[], language: LineFileLanguage): string {
  return (language === 'en' ? (en ?? vi) : vi) ?? '';
}

/** Without groups; three decimals get a fourth, since one group of three can be read in two ways. */
function numberIn(language: LineFileLanguage, value: number): string {
  const number = String(value).replace(/\.\d{3}$/, '$&0');
  return language === 'vi' ? number.replace('.', ',') : number;
}
