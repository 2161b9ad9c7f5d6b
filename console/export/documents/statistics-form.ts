import type { SchoolStatistics } from '../../../shared/domain/statistics/school-statistics.ts';
import { schoolStatistics } from '../../../shared/domain/statistics/statistics-of.ts';
import type { ExportInput, Render } from '../export-kind.ts';
import { asAtLine, documentFrame } from './frame.ts';
import { htmlOf } from './html.ts';
import { letterHead, reporter, signatures } from './letter-head.ts';
import { needChart } from './need-chart.ts';
import { pdfOf } from './pdf.ts';
import type { PrintBlock, PrintDocument } from './print-document.ts';
import { sheetTable } from './sheet-table.ts';
import { statisticsSheet, statisticsTopics } from './statistics-sheets.ts';

/** "Thống kê cơ sở vật chất CNTT" for signature: a line a school, topic by topic. */
export function statisticsForm(input: ExportInput): PrintDocument {
  const { plan, text } = input;
  const rows = schoolStatistics(plan);
  const { header, unit } = reporter(plan);
  const title = text.t('print.statistics.title');
  return {
    ...documentFrame(input, title),
    parts: [
      {
        ...{ isLandscape: true, head: letterHead(header, unit, text), title },
        subtitles: [asAtLine(plan.snapshot, text)],
        blocks: [
          ...needChart(plan, text),
          ...statisticsTables(input, rows),
          ...statisticsNotes(input),
          signatures(header, text),
        ],
      },
    ],
  };
}

/** The form's tables, one a topic. */
export function statisticsTables({ text }: ExportInput, rows: readonly SchoolStatistics[]): PrintBlock[] {
  return statisticsTopics.map((topic) => {
    const sheet = statisticsSheet(topic, rows, text);
    return { kind: 'table', table: sheetTable(sheet, sheet.name, text) };
  });
}

function statisticsNotes({ plan, text }: ExportInput): PrintBlock[] {
  const denominator = text.t(`needs.denominator.${plan.options.denominator}`);
  const notes = [
    text.t('print.note.unknown'),
    text.t('print.statistics.ratios', { denominator }),
    text.t('print.statistics.answers'),
    ...(plan.snapshot.name === null ? [text.t('print.note.live')] : []),
  ];
  return notes.map((note) => ({ kind: 'paragraph', style: 'small', text: note }));
}

export const statisticsHtml: Render = (input) =>
  Promise.resolve(new TextEncoder().encode(htmlOf(statisticsForm(input))));

export const statisticsPdf: Render = (input) => pdfOf(statisticsForm(input));
