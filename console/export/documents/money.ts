import { amountInWords } from '../../../shared/text/amount-words.ts';
import type { Text } from '../../../shared/text/text.ts';

/** Exact sum in whole đồng of what is known; null when it is larger than a whole number can be exact. */
export function sumDong(amounts: readonly (number | null)[]): number | null {
  let total = 0;
  for (const amount of amounts) total += amount ?? 0;
  return Number.isSafeInteger(total) ? total : null;
}

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
