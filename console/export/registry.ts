import { needsHtml, needsPdf } from './documents/needs-renders.ts';
import type { ExportKind } from './export-kind.ts';
import { listKinds } from './lists/list-kinds.ts';
import { needsCsv, needsJson, needsXlsx } from './sheets/needs-book.ts';

/** The one list of planning exports: a new one is a line here. */
export const exportKinds: readonly ExportKind[] = [
  {
    what: 'needs',
    formats: { csv: needsCsv, xlsx: needsXlsx, json: needsJson, html: needsHtml, pdf: needsPdf },
  },
  ...listKinds,
];
