import type * as docx from 'docx';
import { type Docx, paragraph, sizes, twips } from './docx-paragraph.ts';
import type { LetterHead, PrintColumn, PrintRow, PrintTable, Signature } from './print-document.ts';

/** Heading rows repeat on each page, no row is cut in two. */
export function tableOf(library: Docx, { columns, rows }: PrintTable, widthMm: number): docx.Table {
  const { Table, TableRow, WidthType, TableLayoutType } = library;
  const whole = columns.reduce((sum, { weight }) => sum + weight, 0);
  const widths = columns.map(({ weight }) => Math.round((weight / whole) * twips(widthMm)));
  const heading = columns.map(({ label }) =>
    cellOf(library, label, { align: 'centre', isBold: true, shade: 'EEEEEE' }),
  );
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: twips(widthMm), type: WidthType.DXA },
    columnWidths: widths,
    rows: [
      new TableRow({ tableHeader: true, cantSplit: true, children: heading }),
      ...rows.map((row) => new TableRow({ cantSplit: true, children: rowCells(library, row, columns) })),
    ],
  });
}

function rowCells(library: Docx, row: PrintRow, columns: readonly PrintColumn[]): docx.TableCell[] {
  if (row.kind === 'group')
    return [cellOf(library, row.label, { isBold: true, span: columns.length, shade: 'F6F6F6' })];
  const first = columns.length - row.cells.length;
  const isBold = row.kind === 'sum';
  const cells = row.cells.map((cell, index) =>
    cellOf(library, cell, { isBold, align: columns[first + index]?.align ?? 'left' }),
  );
  return row.kind === 'sum' ? [cellOf(library, row.label, { isBold, span: first }), ...cells] : cells;
}

type CellLook = {
  readonly align?: PrintColumn['align'];
  readonly isBold?: boolean;
  readonly span?: number;
  readonly shade?: string;
};

function cellOf(
  library: Docx,
  text: string,
  { align = 'left', isBold = false, span = 1, shade }: CellLook,
): docx.TableCell {
  const { TableCell, ShadingType } = library;
  const alignment = align === 'centre' ? 'center' : align;
  return new TableCell({
    columnSpan: span,
    margins: { left: 60, right: 60 },
    ...(shade === undefined ? {} : { shading: { type: ShadingType.CLEAR, fill: shade, color: 'auto' } }),
    children: [paragraph(library, text, { bold: isBold, size: sizes.table }, { alignment, before: 0 })],
  });
}

export function headTable(library: Docx, head: LetterHead, widthMm: number): docx.Table {
  const centred = (text: string | null, run: docx.IRunOptions): docx.Paragraph[] =>
    text === null ? [] : [paragraph(library, text, { size: 24, ...run }, { alignment: 'center', before: 0 })];
  const left = [...centred(head.authority, {}), ...centred(head.unit, { bold: true })];
  const right = [
    ...centred(head.state, { bold: true }),
    ...centred(head.motto, { bold: true }),
    ...centred(head.placeAndDay, { italics: true }),
  ];
  return bareTable(library, [left, right], [4, 6], widthMm);
}

export function signatureTable(library: Docx, titles: readonly Signature[], widthMm: number): docx.Table {
  const cells = titles.map(({ title, hint }) => [
    paragraph(library, title, { bold: true }, { alignment: 'center', before: 240 }),
    paragraph(library, hint, { italics: true, size: sizes.small }, { alignment: 'center', before: 0 }),
    ...Array.from({ length: 4 }, () => paragraph(library, '', {}, { alignment: 'center' })),
  ]);
  return bareTable(
    library,
    cells,
    titles.map(() => 1),
    widthMm,
  );
}

/** Columns without lines, in one row that no page break cuts. */
function bareTable(
  library: Docx,
  cells: readonly docx.Paragraph[][],
  weights: readonly number[],
  widthMm: number,
): docx.Table {
  const { Table, TableRow, TableCell, WidthType, TableLayoutType, TableBorders } = library;
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const empty = (): docx.Paragraph[] => [paragraph(library, '', {})];
  return new Table({
    layout: TableLayoutType.FIXED,
    borders: TableBorders.NONE,
    width: { size: twips(widthMm), type: WidthType.DXA },
    columnWidths: weights.map((weight) => Math.round((weight / whole) * twips(widthMm))),
    rows: [
      new TableRow({
        cantSplit: true,
        children: cells.map(
          (children) =>
            new TableCell({ borders: TableBorders.NONE, children: children.length > 0 ? children : empty() }),
        ),
      }),
    ],
  });
}
