import { csvText, needsRows } from './csv.ts';
import type { Render } from './export-kind.ts';

/** The needs table as a planner files it. */
export const needsCsv: Render = ({ plan, text, csv }) =>
  Promise.resolve(new TextEncoder().encode(csvText(needsRows(plan, text), csv)));
