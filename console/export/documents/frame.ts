import type { ExportInput } from '../export-kind.ts';
import type { PrintDocument } from './print-document.ts';

/** What every printed document has: its code, its day, the foot of its pages. */
export function documentFrame(
  { plan, code, text }: ExportInput,
  title: string,
): Omit<PrintDocument, 'parts'> {
  const { asAtMs } = plan.snapshot;
  return {
    ...{ language: text.language, title, code, asAtMs },
    foot: text.t('print.foot', { date: text.date(asAtMs), code }),
    pageOf: text.t('print.pageOf'),
  };
}
