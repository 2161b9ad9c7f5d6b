/** What the cells of a column hold. Counts and numbers lie between `min` and `max`. */
export type CellKind =
  | { readonly kind: 'code' | 'level' | 'item' | 'money' | 'date' | 'date-or-year' | 'year' | 'month-day' }
  | { readonly kind: 'yes-no' }
  | { readonly kind: 'text'; readonly maxLength: number }
  | { readonly kind: 'count' | 'number'; readonly min: number; readonly max: number }
  /** Several texts, `|` apart. */
  | { readonly kind: 'list'; readonly maxItems: number; readonly maxLength: number }
  /** One of a few words; by each stable name, the words that people write for it. */
  | { readonly kind: 'word'; readonly words: ReadonlyMap<string, string>; readonly shown: WordTexts };

/** Each stable name with its Vietnamese and English word. */
export type WordTexts = Readonly<Record<string, { readonly vi: string; readonly en: string }>>;

/** Null is unknown. */
export type CellValue = string | number | boolean | null | readonly string[];

/** A row as a list tells it: each field of its table. */
export type RegisterRow = Readonly<Record<string, CellValue>>;

/** A column of a list: the field it fills, what its cells hold, and the headers it is known by. */
export type RegisterColumn = {
  readonly field: string;
  /** The stable header; the Vietnamese one stands first among the others, the English one second. */
  readonly header: string;
  readonly others: readonly string[];
  readonly holds: CellKind;
  readonly isRequired?: true;
};

/** Why a row cannot be so, and of which field. */
export type RowFault = { readonly field: string; readonly reason: RowFaultReason };
export type RowFaultReason =
  | 'more-working'
  | 'to-before-from'
  | 'contradicts-date'
  | 'missing'
  | 'alias-of-itself'
  | 'more-than-students'
  | 'class-larger-than-school'
  | 'more-classes-than-students';

/** One register as a list of rows. */
export type RegisterTable = {
  readonly columns: readonly RegisterColumn[];
  /** Fields that tell its rows apart. */
  readonly key: readonly string[];
  /** Of schools, each within somebody's unit; or of the whole installation. */
  readonly reach: 'school' | 'installation';
  /** Most rows that it holds. */
  readonly maxRows: number;
  /** Of the template. An import names it until it is replaced. */
  readonly example: RegisterRow;
  /** Fields that follow from others. */
  readonly complete?: (row: RegisterRow) => RegisterRow;
  readonly fault?: (row: RegisterRow) => RowFault | null;
};

/**
 * What identifies a row: its key fields, `/` apart. Codes count as they are written, names whatever their case (two budgets of
 * "UBND xã A" and "UBND Xã A" would be spent twice).
 */
export function rowKeyOf({ key, columns }: RegisterTable, row: RegisterRow): string {
  return key
    .map((field) => {
      const value = row[field] ?? '';
      const isText = columns.some((column) => column.field === field && column.holds.kind === 'text');
      const text = isText ? String(value).normalize('NFC').toLowerCase() : String(value);
      return text.replaceAll('%', '%25').replaceAll('/', '%2F');
    })
    .join('/');
}
