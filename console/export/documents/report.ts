import { procurementLines } from '../../../shared/domain/plan/procurement-lines.ts';
import type { ExportInput } from '../export-kind.ts';
import { asAtLine, documentFrame } from './frame.ts';
import { letterHead, reporter } from './letter-head.ts';
import { unconfirmedSchools } from './needs-notes.ts';
import { needsTable, numberedLines } from './needs-table.ts';
import type { PrintDocument, PrintPart } from './print-document.ts';
import { type ReportFigures, reportFigures } from './report-figures.ts';
import { reportSections } from './report-sections.ts';
import { statisticsTables } from './statistics-form.ts';

/** Beyond this the annexes are the data files: a report of a thousand pages is read by nobody. */
const maxAnnexSchools = 200;

/** "Báo cáo sơ kết / tổng kết": text with tables, then the annexes on their side. */
export function reportDocument(input: ExportInput): PrintDocument {
  const { plan, scope, text } = input;
  const figures = reportFigures(input);
  const lines = numberedLines(procurementLines(plan));
  const { header, unit } = reporter(plan);
  const title = text.t(`print.report.title.${scope.period}`, { year: schoolYear(input) });
  const hint = text.t('print.signature.sign');
  return {
    ...documentFrame(input, title),
    parts: [
      {
        ...{ isLandscape: false, head: letterHead(header, unit, text), title },
        subtitles: [text.t('print.report.about'), asAtLine(plan.snapshot, text)],
        blocks: [
          ...(header?.legalBases ?? []).map(
            (basis) => ({ kind: 'paragraph', style: 'italic', text: basis }) as const,
          ),
          ...reportSections(input, figures, lines),
          {
            kind: 'signatures',
            titles: [
              { title: text.t('print.signature.reporter'), hint },
              { title: text.t('print.signature.head'), hint: text.t('print.signature.seal') },
            ],
          },
        ],
      },
      ...annexes(input, figures, lines),
    ],
  };
}

function annexes(
  input: ExportInput,
  { statistics }: ReportFigures,
  lines: ReturnType<typeof numberedLines>,
): PrintPart[] {
  const { plan, text } = input;
  const part = (name: 'needs' | 'statistics', blocks: PrintPart['blocks']): PrintPart => ({
    ...{ isLandscape: true, head: null, title: text.t(`print.report.annex.${name}`), subtitles: [], blocks },
  });
  if (plan.needs.schools.length > maxAnnexSchools) {
    const words = text.t('print.report.annex.files', { most: text.number(maxAnnexSchools) });
    return [part('needs', [{ kind: 'paragraph', style: 'plain', text: words }])];
  }
  return [
    part('needs', [{ kind: 'table', table: needsTable(lines, unconfirmedSchools(input), text) }]),
    part('statistics', statisticsTables(input, statistics)),
  ];
}

/** `2026-2027`: from July on a date belongs to the school year that begins. */
function schoolYear({ plan }: ExportInput): string {
  const { asAtMs, calendar } = plan.snapshot;
  const local = new Date(asAtMs + calendar.utcOffsetMinutes * 60_000);
  const first = local.getUTCFullYear() - Number(local.getUTCMonth() < 6);
  return `${first}-${first + 1}`;
}
