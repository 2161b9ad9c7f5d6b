import { en } from './en.ts';
import { fill } from './fill.ts';
import type { Language, Text, TextKey } from './text.ts';
import { vi } from './vi.ts';

const tables: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { vi, en };
const locales = { vi: 'vi-VN', en: 'en-GB' } as const;

/** Schools of the product's field share one zone without daylight saving; the reader's own zone would change dates on paper. */
const timeZone = 'Asia/Ho_Chi_Minh';

/** Words, numbers and dates of one language. */
export function createText(language: Language): Text {
  const table = tables[language];
  const locale = locales[language];
  const dateFormat = once(
    () => new Intl.DateTimeFormat(locale, { timeZone, day: '2-digit', month: '2-digit', year: 'numeric' }),
  );
  const timeFormat = once(
    () => new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  );
  const formats = new Map<number, Intl.NumberFormat>();
  const numberFormat = (digits: number): Intl.NumberFormat => {
    const known = formats.get(digits);
    if (known !== undefined) return known;
    const made = new Intl.NumberFormat(language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(digits, made);
    return made;
  };
  const say: Text['say'] = (key, values = {}) => fill(lookup(table, key), values);
  return {
    language,
    t: say,
    say,
    number: (value, digits = 0) => numberFormat(digits).format(value),
    date: (ms) => dateFormat().format(ms),
    dateTime: (ms) => `${dateFormat().format(ms)} ${timeFormat().format(ms)}`,
    error: (error) => {
      const key = `error.${error.code}`;
      const values = inWords(table, error.values);
      const line = `${error.code}: ${say(key, values)} ${say(`${key}.do`, values)}`;
      // One line, whatever the values hold.
      return line.replace(/\p{Cc}+/gu, ' ');
    },
  };
}

/** Values of an error that the product itself named, and the texts that say them. */
const spoken: ReadonlyMap<string, string> = new Map([
  ['reason', 'problem'],
  ['role', 'userRole'],
  ['list', 'list'],
  ['source', 'source'],
]);

function inWords(
  table: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const said = Object.entries(values).map(([name, value]) => {
    const words = spoken.has(name) ? table[`${spoken.get(name)}.${value}`] : undefined;
    return [name, words === undefined ? value : fill(words, values)];
  });
  return Object.fromEntries(said);
}

/** Locale data is 10 MB of memory that the agent, which prints no dates, need not touch. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function lookup(table: Readonly<Record<string, string>>, key: string): string {
  return table[key] ?? key;
}
