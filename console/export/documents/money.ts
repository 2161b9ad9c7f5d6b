import { amountInWords } from '../../../shared/text/amount-words.ts';
import type { Text } from '../../../shared/text/text.ts';

export function amountText(dong: number | null, text: Text): string {
  return dong === null ? text.t('print.tooLarge') : text.number(dong);
}

export function wordsOf(dong: number | null, text: Text): string {
  return dong === null ? text.t('print.tooLarge') : amountInWords(dong, text.language);
}

/** A count or price of a cell: unknown is not zero. */
export function figure(value: number | null, text: Text): string {
  return value === null ? text.t('print.unknown') : text.number(value);
}
