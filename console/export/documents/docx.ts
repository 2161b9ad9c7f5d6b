import type * as docx from 'docx';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import { unzipped, zipOf } from '../zip-again.ts';
import { type Docx, paragraph, sizes, twips } from './docx-paragraph.ts';
import { headTable, signatureTable, tableOf } from './docx-table.ts';
import type { ParagraphStyle, PrintBlock, PrintDocument, PrintPart, PrintTable } from './print-document.ts';
import { printable } from './printable.ts';

type Child = docx.Paragraph | docx.Table;

const long = 297;
const short = 210;
/** Millimetres; Nghị định 30/2020/NĐ-CP, Phụ lục I for the upright sheet. */
const margins = {
  tall: { top: 20, bottom: 20, left: 30, right: 15 },
  wide: { top: 14, bottom: 15, left: 12, right: 12 },
};
/** A document as DOCX in Times New Roman; the same document gives the same bytes. */
export async function docxOf(document: PrintDocument): Promise<Uint8Array> {
  const library = await import('docx');
  const { title, code, asAtMs, parts } = document;
  const file = new library.Document({
    ...{
      title: printable(title),
      keywords: code,
      creator: 'Schooldrum',
      lastModifiedBy: 'Schooldrum',
      revision: 1,
    },
    styles: {
      default: {
        document: {
          run: { font: 'Times New Roman', size: sizes.body, language: { value: languageOf(document) } },
        },
      },
    },
    sections: parts.map((part) => sectionOf(library, document, part)),
  });
  return frozen(await library.Packer.toBuffer(file), asAtMs);
}

function languageOf({ language }: PrintDocument): string {
  return language === 'vi' ? 'vi-VN' : 'en-GB';
}

/** The library stamps the clock into the properties and the archive: both get the snapshot's day. */
function frozen(archive: Uint8Array, asAtMs: number): Uint8Array {
  const at = new Date(asAtMs);
  const stamp = at.toISOString().replace(/\.\d+Z$/, 'Z');
  const entries = [...unzipped(archive)].map(([path, content]): [string, Uint8Array] => {
    if (path !== 'docProps/core.xml') return [path, content];
    const words = new TextDecoder().decode(content).replace(/(<dcterms:\w+ [^>]*>)[^<]*/g, `$1${stamp}`);
    return [path, new TextEncoder().encode(words)];
  });
  entries.sort(([a], [b]) => byCodeUnit(a, b));
  return zipOf(entries, { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() });
}

function sectionOf(library: Docx, document: PrintDocument, part: PrintPart): docx.ISectionOptions {
  const { isLandscape, head, title, subtitles, blocks } = part;
  const { PageOrientation } = library;
  const margin = isLandscape ? margins.wide : margins.tall;
  const widthMm = (isLandscape ? long : short) - margin.left - margin.right;
  return {
    properties: {
      page: {
        size: {
          // The library swaps the two for a sheet on its side.
          ...{ width: twips(short), height: twips(long) },
          orientation: isLandscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin: {
          ...{
            top: twips(margin.top),
            bottom: twips(margin.bottom),
            left: twips(margin.left),
            right: twips(margin.right),
          },
        },
      },
    },
    footers: { default: footerOf(library, document) },
    children: [
      ...(head === null ? [] : [headTable(library, head, widthMm)]),
      paragraph(
        library,
        title.toUpperCase(),
        { bold: true, size: sizes.title },
        { alignment: 'center', before: 200 },
      ),
      ...subtitles.map((line) => paragraph(library, line, { italics: true }, { alignment: 'center' })),
      ...blocks.flatMap((block) => blockChildren(library, block, widthMm)),
    ],
  };
}

function footerOf(library: Docx, { foot, pageOf }: PrintDocument): docx.Footer {
  const { Footer, Paragraph, TextRun, PageNumber, AlignmentType } = library;
  const [before = '', between = '', after = ''] = pageOf.split(/\{page\}|\{pages\}/);
  const run = (...children: (string | (typeof PageNumber)[keyof typeof PageNumber])[]) =>
    new TextRun({ children, size: sizes.table });
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        children: [
          run(printable(`${foot} · ${before}`)),
          run(PageNumber.CURRENT),
          run(printable(between)),
          run(PageNumber.TOTAL_PAGES),
          run(printable(after)),
        ],
      }),
    ],
  });
}

const looks: Readonly<Record<ParagraphStyle, docx.IRunOptions>> = {
  plain: {},
  italic: { italics: true },
  bold: { bold: true },
  small: { size: sizes.small },
  gap: { italics: true, color: '595959' },
};

function blockChildren(library: Docx, block: PrintBlock, widthMm: number): Child[] {
  switch (block.kind) {
    case 'heading':
      return [
        paragraph(
          library,
          block.text,
          { bold: block.level === 2, italics: block.level === 3, size: sizes.body },
          { heading: block.level, before: 160, isKept: true },
        ),
      ];
    case 'paragraph':
      return [paragraph(library, block.text, looks[block.style])];
    case 'list':
      return block.items.map((item) => paragraph(library, item, {}, { isListed: true }));
    case 'table':
      return [
        paragraph(
          library,
          block.table.caption,
          { italics: true, size: sizes.small },
          { isKept: true, before: 120 },
        ),
        tableOf(library, block.table, widthMm),
      ];
    case 'chart':
      return [
        paragraph(
          library,
          block.chart.title,
          { bold: true, size: sizes.small },
          { isKept: true, before: 120 },
        ),
        tableOf(library, figuresOf(block.chart), widthMm),
      ];
    case 'signatures':
      return [signatureTable(library, block.titles, widthMm)];
  }
}

/** Word shows no picture that it could redraw, so a chart is its figures. */
function figuresOf({
  title,
  labelColumn,
  series,
  bars,
}: Extract<PrintBlock, { kind: 'chart' }>['chart']): PrintTable {
  return {
    caption: title,
    columns: [
      { label: labelColumn, align: 'left', weight: 2 },
      ...series.map((label) => ({ label, align: 'right', weight: 1 }) as const),
    ],
    rows: bars.map(({ label, shown }) => ({ kind: 'line', cells: [label, ...shown] })),
  };
}
