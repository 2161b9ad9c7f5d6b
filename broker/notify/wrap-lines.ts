import stringWidth from 'string-width';

/** Width of a mail that every reader and printer shows whole. */
const columns = 78;
const maxName = 60;

const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/** Names come from files and machines: composed, on one line, without characters that turn it around or hide in it. */
function oneLine(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
}

/** A name as a list shows it: a very long one ends in `…`. */
export function shortName(name: string): string {
  const letters = [...segmenter.segment(oneLine(name).slice(0, maxName * 8))].map(({ segment }) => segment);
  return letters.length <= maxName ? letters.join('') : `${letters.slice(0, maxName - 1).join('')}…`;
}

/**
 * Text in lines of at most 78 columns, broken at blanks; a word that is longer is broken anywhere.
 * @param first before the first line, such as ` - `; the others are indented by as much
 */
export function wrapLines(text: string, first = ''): string[] {
  const room = columns - stringWidth(first);
  const lines: string[] = [];
  let current = '';
  for (const word of oneLine(text)
    .split(' ')
    .flatMap((part) => pieces(part, room))) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (stringWidth(longer) <= room) current = longer;
    else {
      lines.push(current);
      current = word;
    }
  }
  lines.push(current);
  const rest = ' '.repeat(stringWidth(first));
  return lines.map((line, index) => `${index === 0 ? first : rest}${line}`);
}

function pieces(word: string, room: number): string[] {
  if (stringWidth(word) <= room) return [word];
  const parts: string[] = [];
  let current = '';
  for (const { segment } of segmenter.segment(word)) {
    if (stringWidth(current + segment) > room) {
      parts.push(current);
      current = '';
    }
    current += segment;
  }
  return [...parts, current];
}
