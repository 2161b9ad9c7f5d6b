import type {
  CanvasRect,
  Content,
  ContentTable,
  Node,
  TableCell,
  TDocumentDefinitions,
} from 'pdfmake/interfaces.js';
import type { Chart } from './chart.ts';
import type {
  LetterHead,
  ParagraphStyle,
  PrintBlock,
  PrintColumn,
  PrintDocument,
  PrintPart,
  PrintRow,
  PrintTable,
} from './print-document.ts';
import { printable } from './printable.ts';

const millimetre = 72 / 25.4;
const long = 297 * millimetre;
const short = 210 * millimetre;
/** Left, top, right, bottom, in millimetres: one set for the whole file, which holds for both ways a sheet can lie. */
const [left, top, right, bottom] = [15, 14, 12, 16].map((mm) => mm * millimetre) as [
  number,
  number,
  number,
  number,
];
const padding = 2.5;
const border = 0.5;
/** The library lays out everything again for each heading that it moves: too slow for a document of hundreds of pages. */
const maxSettledRows = 1_000;
/** Headings are 2 and 3. */
const captionLevel = 4;

/** A document as PDF: A4, letters embedded; the same document gives the same bytes. */
export async function pdfOf(document: PrintDocument): Promise<Uint8Array> {
  const [{ renderPdf }, { readFormFonts }] = await Promise.all([
    import('../../../shared/runtime/print/render-pdf.ts'),
    import('./form-fonts.ts'),
  ]);
  return renderPdf(pdfDefinition(document), readFormFonts());
}

function pdfDefinition(document: PrintDocument): TDocumentDefinitions {
  const { language, title, code, asAtMs, foot, pageOf, parts } = document;
  return {
    pageSize: 'A4',
    pageOrientation: parts[0]?.isLandscape === true ? 'landscape' : 'portrait',
    pageMargins: [left, top, right, bottom],
    // The code is where an auditor's tools find it when the file was changed since.
    info: {
      ...{ title: printable(title), keywords: code, producer: 'Schooldrum', creator: 'Schooldrum' },
      creationDate: new Date(asAtMs),
    },
    language,
    displayTitle: true,
    ...(rowsOf(document) <= maxSettledRows ? { pageBreakBefore: isLeftAlone } : {}),
    defaultStyle: { fontSize: 10.5, lineHeight: 1.1 },
    footer: (page, pages) => ({
      text: printable(
        `${foot} · ${pageOf.replace('{page}', String(page)).replace('{pages}', String(pages))}`,
      ),
      fontSize: 8.5,
      alignment: 'right',
      margin: [left, 6, right, 0],
    }),
    content: parts.flatMap((part, index) => partContent(part, index > 0)),
  };
}

function rowsOf({ parts }: PrintDocument): number {
  return parts
    .flatMap(({ blocks }) => blocks)
    .reduce((sum, block) => sum + (block.kind === 'table' ? block.table.rows.length : 0), 0);
}

/** A heading or caption so low on its page that the rows after it would stand on the next. */
function isLeftAlone({ headlineLevel, startPosition }: Node): boolean {
  if (headlineLevel === undefined) return false;
  const { verticalRatio, pageInnerHeight } = startPosition;
  const room = (1 - verticalRatio) * pageInnerHeight;
  return room < (headlineLevel === captionLevel ? 62 : 84);
}

function partContent(
  { isLandscape, head, title, subtitles, blocks }: PrintPart,
  isNewPage: boolean,
): Content[] {
  const width = (isLandscape ? long : short) - left - right;
  const start: Content = {
    text: '',
    fontSize: 0.1,
    ...(isNewPage ? { pageBreak: 'before', pageOrientation: isLandscape ? 'landscape' : 'portrait' } : {}),
  };
  return [
    start,
    ...(head === null ? [] : [headContent(head)]),
    {
      text: printable(title).toUpperCase(),
      bold: true,
      fontSize: 13,
      alignment: 'center',
      margin: [0, 10, 0, 2],
    },
    ...subtitles.map((line): Content => ({ text: printable(line), italics: true, alignment: 'center' })),
    ...blocks.map((block) => blockContent(block, width)),
  ];
}

function headContent({ authority, unit, state, motto, placeAndDay }: LetterHead): Content {
  const line = (text: string | null, style: object): Content[] =>
    text === null ? [] : [{ text: printable(text), alignment: 'center', ...style }];
  return {
    columns: [
      { width: '*', stack: [...line(authority, {}), ...line(unit, { bold: true })] },
      {
        width: '*',
        stack: [
          ...line(state, { bold: true }),
          ...line(motto, { bold: true }),
          ...line(placeAndDay, { italics: true, margin: [0, 4, 0, 0] }),
        ],
      },
    ],
  };
}

const paragraphs: Readonly<Record<ParagraphStyle, object>> = {
  plain: {},
  italic: { italics: true },
  bold: { bold: true },
  small: { fontSize: 9 },
  gap: { color: '#444444' },
};

function blockContent(block: PrintBlock, width: number): Content {
  switch (block.kind) {
    case 'heading':
      return {
        ...{
          text: printable(block.text),
          bold: block.level === 2,
          italics: block.level === 3,
          margin: [0, 7, 0, 2],
        },
        ...{ fontSize: block.level === 2 ? 11.5 : 10.5, headlineLevel: block.level },
      };
    case 'paragraph':
      return { text: printable(block.text), margin: [0, 2, 0, 0], ...paragraphs[block.style] };
    case 'list':
      return { ul: block.items.map(printable), margin: [0, 2, 0, 0] };
    case 'table':
      return { stack: [captionOf(block.table.caption), tableContent(block.table, width)] };
    case 'chart':
      return chartContent(block.chart, width);
    case 'signatures':
      return {
        unbreakable: true,
        margin: [0, 14, 0, 0],
        columns: block.titles.map(({ title, hint }) => ({
          stack: [
            { text: printable(title), bold: true },
            { text: printable(hint), italics: true, margin: [0, 0, 0, 70] },
          ],
          alignment: 'center',
        })),
      };
  }
}

function captionOf(caption: string): Content {
  return {
    text: printable(caption),
    italics: true,
    fontSize: 9,
    margin: [0, 4, 0, 0],
    headlineLevel: captionLevel,
  };
}

/** Bars beside their names; the figures stand at their ends, so that no table is needed beside them. */
function chartContent({ title, series, bars }: Chart, width: number): Content {
  const longest = Math.max(1, ...bars.flatMap(({ values }) => values));
  const room = Math.min(width, 560) - 220;
  const rows = bars.flatMap(({ label, values, shown }) =>
    values.map(
      (value, index): Content => ({
        margin: [0, index === 0 ? 3 : 0, 0, 0],
        fontSize: 9,
        columns: [
          { width: 150, alignment: 'right', margin: [0, 0, 5, 0], text: index === 0 ? printable(label) : '' },
          { width: (value / longest) * room + 4, canvas: [bar((value / longest) * room, index)] },
          { width: '*', text: shown[index] ?? '' },
        ],
      }),
    ),
  );
  const legend: Content[] = series.map((name, index) => ({
    columns: [
      { width: 150, text: '' },
      { width: 14, canvas: [bar(10, index)] },
      { width: '*', text: printable(name), fontSize: 9 },
    ],
  }));
  return {
    stack: [{ text: printable(title), bold: true, headlineLevel: captionLevel }, ...legend, ...rows],
    margin: [0, 4, 0, 6],
  };
}

function bar(length: number, series: number): CanvasRect {
  const color = series === 0 ? '#1f3a5f' : '#a9bcd4';
  return {
    type: 'rect',
    x: 0,
    y: 1.5,
    w: Math.max(0.1, length),
    h: 7.5,
    color,
    lineColor: '#1f3a5f',
    lineWidth: 0.4,
  };
}

/** Heading rows repeat on each page, no row is cut in two. */
function tableContent({ columns, rows }: PrintTable, width: number): ContentTable {
  const whole = columns.reduce((sum, { weight }) => sum + weight, 0);
  const thin = (): number => border;
  const pad = (): number => padding;
  return {
    fontSize: 9,
    lineHeight: 1.05,
    margin: [0, 4, 0, 4],
    table: {
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths: columns.map(({ weight }) => (weight / whole) * (width - border) - 2 * padding - border),
      body: [columns.map(headingCell), ...rows.map((row) => rowCells(row, columns))],
    },
    layout: {
      ...{ hLineWidth: thin, vLineWidth: thin, paddingLeft: pad, paddingRight: pad },
      ...{ paddingTop: () => 1.5, paddingBottom: () => 1 },
    },
  };
}

function headingCell({ label }: PrintColumn): TableCell {
  return { text: printable(label), bold: true, alignment: 'center', fillColor: '#eeeeee' };
}

function rowCells(row: PrintRow, columns: readonly PrintColumn[]): TableCell[] {
  if (row.kind === 'group') {
    const cell: TableCell = {
      text: printable(row.label),
      bold: true,
      colSpan: columns.length,
      fillColor: '#f6f6f6',
    };
    return [cell, ...blanks(columns.length - 1)];
  }
  const first = columns.length - row.cells.length;
  const isSum = row.kind === 'sum';
  const cells = row.cells.map((cell, index): TableCell => {
    const align = columns[first + index]?.align ?? 'left';
    return { text: printable(cell), bold: isSum, alignment: align === 'centre' ? 'center' : align };
  });
  if (!isSum) return cells;
  return [{ text: printable(row.label), bold: true, colSpan: first }, ...blanks(first - 1), ...cells];
}

/** What the library wants behind a cell that spans others. */
function blanks(count: number): TableCell[] {
  return Array.from({ length: count }, () => ({ text: '' }));
}
