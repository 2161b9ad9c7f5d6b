import { en } from '../../shared/text/en.ts';
import { inMany } from '../../shared/text/fill.ts';
import { vi } from '../../shared/text/vi.ts';

const texts: Readonly<Record<'en' | 'vi', Readonly<Record<string, string>>>> = { en, vi };

/** A text with its `{places}` unfilled. Throws on an unknown key: a page must not print one where words belong. */
export function words(language: 'en' | 'vi', key: string): string {
  const text = texts[language][key];
  if (text === undefined) throw new Error(`shared/text lacks ${key}`);
  return inMany(text);
}
