import stringWidth from 'string-width';
import { plain, truncate } from '../rows/cell.ts';
import type { Tone } from '../theme.ts';

/** A piece of one line in one tone. */
export type Span = { readonly text: string; readonly tone: Tone };
/** One line of a frame. */
export type Line = readonly Span[];

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text: plain(text), tone };
}

export function line(text: string, tone: Tone = 'plain'): Line {
  return [span(text, tone)];
}

export const blankLine: Line = [{ text: '', tone: 'plain' }];

export function textOf(spans: Line): string {
  return spans.map(({ text }) => text).join('');
}

/** The line in exactly `width` cells: cut at the end, or padded. */
export function fitLine(spans: Line, width: number): Line {
  const fitted: Span[] = [];
  let left = width;
  for (const part of spans) {
    if (left <= 0) break;
    const text = truncate(part.text, left);
    left -= stringWidth(text);
    fitted.push({ ...part, text });
  }
  return left > 0 ? [...fitted, { text: ' '.repeat(left), tone: 'plain' }] : fitted;
}

/** `left` and `right` at the two ends of the width; the left one gives way. */
export function spread(left: Line, right: Line, width: number): Line {
  const rightCells = right.reduce((sum, { text }) => sum + stringWidth(text), 0);
  return [...fitLine(left, Math.max(0, width - rightCells)), ...right];
}

/** Lines of two panes side by side, divided by a rule. */
export function beside(
  left: readonly Line[],
  right: readonly Line[],
  leftWidth: number,
  rightWidth: number,
): Line[] {
  const height = Math.max(left.length, right.length);
  return Array.from({ length: height }, (_, index) => [
    ...fitLine(left[index] ?? blankLine, leftWidth),
    { text: '│ ', tone: 'muted' as const },
    ...fitLine(right[index] ?? blankLine, rightWidth - 2),
  ]);
}

/** A line broken at blanks into lines of at most `width` cells, each word in its tone; what goes on is set in. */
export function fold(spans: Line, width: number): Line[] {
  if (stringWidth(textOf(spans).trimEnd()) <= width) return [spans];
  const words = spans.flatMap(({ text, tone }) => text.split(/(?= )/).map((word) => ({ text: word, tone })));
  const lines: Span[][] = [[]];
  let left = width;
  for (const word of words) {
    const cells = stringWidth(word.text);
    if (cells <= left || lines.at(-1)?.length === 0) {
      lines.at(-1)?.push(word);
      left -= cells;
    } else {
      const text = `  ${word.text.trimStart()}`;
      lines.push([{ ...word, text }]);
      left = width - stringWidth(text);
    }
  }
  return lines;
}

/** `─ title ─────`. */
export function rule(width: number, title = ''): Line {
  if (title === '') return line('─'.repeat(width), 'muted');
  const shown = truncate(plain(title), Math.max(0, width - 4));
  const rest = Math.max(0, width - stringWidth(shown) - 3);
  return [span('─ ', 'muted'), span(shown, 'title'), span(` ${'─'.repeat(rest)}`, 'muted')];
}

/** Text broken at blanks into lines of at most `width` cells. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of plain(text).split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (stringWidth(longer) <= width) current = longer;
    else {
      if (current !== '') lines.push(current);
      current = truncate(word, width);
    }
  }
  return current === '' ? lines : [...lines, current];
}
