import type { ProcurementLine } from '../../../shared/domain/plan/procurement-line.ts';
import type { ExportInput } from '../export-kind.ts';
import { asAtLine, documentFrame } from './frame.ts';
import { headerOf, letterHead, signatures } from './letter-head.ts';
import { wordsOf } from './money.ts';
import { needsAnnex } from './needs-annex.ts';
import { needsNotes, unconfirmedSchools } from './needs-notes.ts';
import { itemTable, needsTable, numberedLines, sumOf } from './needs-table.ts';
import type { PrintBlock, PrintDocument, PrintPart } from './print-document.ts';

/** Beyond this the annexes are the data files: a thousand pages are read by nobody and take a gigabyte to draw. */
const maxAnnexLines = 5_000;

/** The purchase list as forms for signature: one form and one annex for each owner, since each signs for its own money. */
export function needsForm(input: ExportInput, lines: readonly ProcurementLine[]): PrintDocument {
  const byOwner = Map.groupBy(lines, ({ owner }) => owner);
  const isAnnexed = lines.length <= maxAnnexLines;
  const owners = [...byOwner].sort(([a], [b]) => orderOf(a, b));
  return {
    ...documentFrame(input, input.text.t('print.needs.title')),
    parts: owners.flatMap(([owner, own]) => ownerParts(input, owner, own, isAnnexed)),
  };
}

/** By code unit; what has no owner stands last. */
function orderOf(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
}

function ownerParts(
  input: ExportInput,
  owner: string | null,
  own: readonly ProcurementLine[],
  isAnnexed: boolean,
): PrintPart[] {
  const { plan, text } = input;
  const lines = numberedLines(own);
  const header = headerOf(plan.snapshot.headers, owner);
  const unit = owner ?? text.t('print.ownerUnknown');
  const head = letterHead(header, unit, text);
  const elsewhere = isAnnexed ? [] : [text.t('print.annex.files')];
  const table = needsTable(lines, unconfirmedSchools(input), text);
  const form: PrintPart = {
    ...{ isLandscape: true, head, title: text.t('print.needs.title') },
    subtitles: subtitlesOf(input),
    blocks: [
      ...basesOf(input, header?.legalBases ?? []),
      { kind: 'table', table },
      paragraph('bold', text.t('print.needs.inWords', { words: wordsOf(sumOf(lines), text) })),
      { kind: 'table', table: itemTable(lines, text) },
      { kind: 'heading', level: 3, text: text.t('print.note.title') },
      ...[...needsNotes(input, owner, lines), ...elsewhere].map((note) => paragraph('small', note)),
      signatures(header, text),
    ],
  };
  return isAnnexed ? [form, needsAnnex(lines, head.unit ?? unit, text)] : [form];
}

function subtitlesOf({ plan, text }: ExportInput): string[] {
  const { snapshot, allocation } = plan;
  const asAt = asAtLine(snapshot, text);
  return [
    snapshot.name === null ? asAt : `${asAt} (${snapshot.name})`,
    ...(allocation.isReference ? [text.t('print.reference')] : []),
  ];
}

/** What the owner rests on, else the packs that were used; the pack's own words stand over every table. */
function basesOf({ plan, text }: ExportInput, own: readonly string[]): PrintBlock[] {
  const [pack] = plan.packs;
  const shipped = plan.packs.map(({ legalBasis }) => text.t('print.basis', { basis: legalBasis }));
  const bases = own.length > 0 ? own : shipped;
  const heads =
    text.language === 'vi'
      ? [pack.exportHeader.vi]
      : [pack.exportHeader.vi, pack.exportHeader[text.language]];
  return [
    ...bases.map((basis) => paragraph('italic', basis)),
    ...heads.map((words) => paragraph('plain', words)),
  ];
}

function paragraph(style: 'plain' | 'italic' | 'bold' | 'small', text: string): PrintBlock {
  return { kind: 'paragraph', style, text };
}
