import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import type { Text } from '../../../shared/text/text.ts';
import type { ExportInput } from '../export-kind.ts';
import type { PrintDocument } from './print-document.ts';

/** What every printed document has: its code, its day, the foot of its pages. */
export function documentFrame(
  { plan, code, text }: ExportInput,
  title: string,
): Omit<PrintDocument, 'parts'> {
  const { asAtMs, name } = plan.snapshot;
  const foot = name === null ? 'print.foot.live' : 'print.foot';
  return {
    ...{ language: text.language, title, code, asAtMs },
    foot: text.t(foot, { date: text.date(asAtMs), code }),
    pageOf: text.t('print.pageOf'),
  };
}

/** The line below a title: frozen on a day, or a live picture that nobody has frozen. */
export function asAtLine({ name, asAtMs }: Snapshot, text: Text): string {
  return text.t(name === null ? 'print.asAt.live' : 'print.asAt', { date: text.date(asAtMs) });
}
