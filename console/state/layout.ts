import type { ListName, Model, Size } from './model.ts';

/** Smallest terminal that the tables are drawn for. */
export const minSize: Size = { columns: 80, rows: 24 };

/** Width of the pane beside the list, its rule included; 0 = none. */
export function paneWidth(columns: number): number {
  if (columns >= 150) return 48;
  return columns >= 120 ? 42 : 0;
}

/** Cursor mark and health glyph before each row, with their blanks. */
export const markWidth = 4;
/** Blank between the last column and the pane's rule. */
export const gutterWidth = 1;

export function listWidth(columns: number): number {
  return columns - paneWidth(columns);
}

/** A full-height frame makes Windows consoles repaint everything (ink#969): one row stays free. */
export function frameHeight(size: Size): number {
  return Math.max(1, size.rows - 1);
}

/** Header and its rule, then rule and keys at the foot. */
const chromeRows = 4;

export function bodyHeight(model: Model): number {
  const banner = model.link.kind === 'disconnected' || model.link.kind === 'stale' || model.refusal !== null;
  return Math.max(0, frameHeight(model.size) - chromeRows - (banner && model.fleet !== null ? 1 : 0));
}

/** Lines above the rows: figures, the section's title and the columns' names. */
const overviewHeadRows = 6;
const listHeadRows = 1;
/** Totals under the schools and devices. */
const listFootRows = 1;

/** On a narrow overview, unknown purposes and recent changes stand below the schools. */
export function overviewTailRows(model: Model): number {
  if (paneWidth(model.size.columns) > 0) return 0;
  return Math.min(9, Math.max(0, Math.floor((bodyHeight(model) - overviewHeadRows) / 2)));
}

/** By what the needs are computed. */
export const needsHeadRows = 1;

/** On a narrow needs screen, why the chosen school lacks what it lacks stands below the list. */
export function needsTailRows(model: Model): number {
  return paneWidth(model.size.columns) > 0 ? 0 : 4;
}

/** Rows of a list that are on the screen at once. */
export function visibleRows(model: Model, name: ListName): number {
  const body = bodyHeight(model);
  if (name === 'overview') return Math.max(1, body - overviewHeadRows - overviewTailRows(model));
  const other = name === 'needs' ? needsHeadRows + needsTailRows(model) : 0;
  return Math.max(1, body - listHeadRows - listFootRows - other);
}
