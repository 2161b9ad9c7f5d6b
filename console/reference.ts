import { createText } from '../shared/text/create-text.ts';
import type { Language, Text } from '../shared/text/text.ts';
import type { Reference } from './state/derive.ts';

/** The words of each language, made once when first read, and Vietnamese order. */
export function createReference(): Reference {
  const texts = new Map<Language, Text>();
  return {
    collator: new Intl.Collator('vi'),
    textOf: (language) => {
      const known = texts.get(language) ?? createText(language);
      texts.set(language, known);
      return known;
    },
  };
}
