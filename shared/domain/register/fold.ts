/** Letters and digits only, without marks, lower case: `Xã/phường` and `XA PHUONG` are one header. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/[^a-z0-9]/g, '');
}

/**
 * A cell as it is read: composed (NFC), without control characters, inner blanks single, without the `'` that an export puts
 * before what a spreadsheet would take for a formula.
 */
export function tidy(raw: string): string {
  // Most cells: nothing to tidy.
  if (/^[!-&(-~]*$/.test(raw)) return raw;
  return raw
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Z}\ufeff\u200b]+/gu, ' ')
    .trim()
    .replace(/^'(?=[=+@-])/, '');
}

/** Words and the stable names themselves, folded. */
export function namesOf<K extends string>(
  words: Readonly<Record<K, readonly string[]>>,
): ReadonlyMap<string, K> {
  const keys = Object.keys(words) as K[];
  return new Map(keys.flatMap((key) => [key, ...words[key]].map((word) => [fold(word), key] as const)));
}
