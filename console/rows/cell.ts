import stringWidth from 'string-width';

export type Align = 'left' | 'right';

const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' });

/** Composed text without format characters, which could turn a line around or hide in it. */
export function plain(text: string): string {
  return text.normalize('NFC').replace(/\p{Cf}/gu, '');
}

/** Text in exactly `width` cells: padded, or cut with `…`. */
export function fit(text: string, width: number, align: Align = 'left'): string {
  const cut = truncate(plain(text), width);
  const room = ' '.repeat(Math.max(0, width - stringWidth(cut)));
  return align === 'right' ? room + cut : cut + room;
}

/** Text in at most `width` cells; what does not fit ends in `…`. */
export function truncate(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const cells = stringWidth(segment);
    if (used + cells > width - 1) break;
    kept += segment;
    used += cells;
  }
  return `${kept}…`;
}
