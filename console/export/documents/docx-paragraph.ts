import type * as docx from 'docx';
import { printable } from './printable.ts';

/** The library, loaded when a document is made. */
export type Docx = typeof docx;

const twipsPerMillimetre = 1440 / 25.4;

/** Half points. */
export const sizes = { body: 26, table: 18, small: 20, title: 28 } as const;

export type ParagraphLook = {
  readonly alignment?: 'left' | 'right' | 'center';
  /** Twentieths of a point. */
  readonly before?: number;
  readonly isKept?: boolean;
  readonly heading?: 2 | 3;
  readonly isListed?: boolean;
};

export function paragraph(
  library: Docx,
  text: string,
  run: docx.IRunOptions,
  look: ParagraphLook = {},
): docx.Paragraph {
  const { Paragraph, TextRun, HeadingLevel } = library;
  const { alignment = 'left', before = 60, isKept = false, heading, isListed = false } = look;
  return new Paragraph({
    ...{ alignment, keepNext: isKept, spacing: { before } },
    ...(heading === undefined
      ? {}
      : { heading: heading === 2 ? HeadingLevel.HEADING_2 : HeadingLevel.HEADING_3 }),
    ...(isListed ? { bullet: { level: 0 } } : {}),
    children: [new TextRun({ text: printable(text), color: '000000', font: 'Times New Roman', ...run })],
  });
}

/** Twentieths of a point. */
export function twips(mm: number): number {
  return Math.round(mm * twipsPerMillimetre);
}
