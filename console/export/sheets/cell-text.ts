/** More than this does not fit a cell of a spreadsheet. */
const maxCharacters = 32_767;
/** Nothing to be done: ASCII that opens no formula but by its first character, and composed Latin letters. */
const plainText = /^[0-9A-Za-z ._:/()#&À-ɏḀ-ỿ-]*$/;
const formulaStart = /^[=+\-@\t\n\r＝＋－＠]/;
/** What XML 1.0 and spreadsheets do not take (C0 but tab and line feed, half surrogates, noncharacters). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const invalid = /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;
/** Invisible characters, such as those that turn the direction of a line around. */
const formatting = /\p{Cf}/gu;

/**
 * A text as a cell may carry it: composed, without invisible or forbidden characters, cut to what a cell holds, and never
 * a formula (`= + - @`, tab, return at its start get a leading `'`): names come from machines and files of others.
 */
export function cellText(value: string): string {
  if (value.length <= maxCharacters && plainText.test(value))
    return value.startsWith('-') ? `'${value}` : value;
  const clean = value.normalize('NFC').replace(/\r\n?/g, '\n').replace(invalid, '').replace(formatting, '');
  const safe = formulaStart.test(clean) ? `'${clean}` : clean;
  return safe.length <= maxCharacters
    ? safe
    : `${safe.slice(0, maxCharacters - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
