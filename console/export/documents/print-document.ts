import type { Language } from '../../../shared/text/text.ts';
import type { Chart } from './chart.ts';

/** A document for paper, before any format: the same parts become HTML, PDF and DOCX. */
export type PrintDocument = {
  readonly language: Language;
  /** Of the file; each part has its own. */
  readonly title: string;
  /** `SD-XXXX-XXXX`. */
  readonly code: string;
  /** Of the snapshot: the only instant that a document knows. */
  readonly asAtMs: number;
  /** At the foot of every page, before the number of the page. */
  readonly foot: string;
  /** `trang {page}/{pages}`, with its two gaps open. */
  readonly pageOf: string;
  readonly parts: readonly PrintPart[];
};

/** What begins on a new page: the form of one owner, or an annex. */
export type PrintPart = {
  readonly isLandscape: boolean;
  /** Null: a part that goes on from the one before it. */
  readonly head: LetterHead | null;
  readonly title: string;
  readonly subtitles: readonly string[];
  readonly blocks: readonly PrintBlock[];
};

/** Over the title of an administrative document: who writes on the left, the state on the right. */
export type LetterHead = {
  readonly authority: string | null;
  readonly unit: string | null;
  readonly state: string;
  readonly motto: string;
  readonly placeAndDay: string;
};

export type PrintBlock =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly style: ParagraphStyle; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly table: PrintTable }
  | { readonly kind: 'chart'; readonly chart: Chart }
  | { readonly kind: 'signatures'; readonly titles: readonly Signature[] };

/** `gap`: for a person to fill in. */
export type ParagraphStyle = 'plain' | 'italic' | 'bold' | 'small' | 'gap';

export type Signature = { readonly title: string; readonly hint: string };

export type PrintColumn = {
  readonly label: string;
  readonly align: 'left' | 'right' | 'centre';
  /** Share of the width. */
  readonly weight: number;
};

export type PrintTable = {
  readonly caption: string;
  readonly columns: readonly PrintColumn[];
  readonly rows: readonly PrintRow[];
};

export type PrintRow =
  | { readonly kind: 'line'; readonly cells: readonly string[] }
  /** A heading across all columns. */
  | { readonly kind: 'group'; readonly label: string }
  /** The label spans the columns that the cells leave. */
  | { readonly kind: 'sum'; readonly label: string; readonly cells: readonly string[] };
