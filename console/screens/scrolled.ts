import type { Line } from '../components/line.ts';
import { bodyHeight } from '../state/layout.ts';
import type { Model } from '../state/model.ts';

/** The lines from where the reader has scrolled to, the last page at most. */
export function scrolled(lines: readonly Line[], model: Model): Line[] {
  const lowest = Math.max(0, lines.length - bodyHeight(model));
  return lines.slice(Math.min(model.scroll, lowest));
}
