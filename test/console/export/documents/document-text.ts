import type { PrintBlock, PrintDocument } from '../../../../console/export/documents/print-document.ts';

/** A document as plain lines, for golden files: what is said, not how it looks. */
export function documentText({ title, foot, parts }: PrintDocument): string {
  const lines = parts.flatMap((part) => [
    `--- ${part.isLandscape ? 'landscape' : 'portrait'}`,
    ...(part.head === null ? [] : Object.values(part.head).map((line) => line ?? '(none)')),
    `# ${part.title}`,
    ...part.subtitles.map((line) => `  ${line}`),
    ...part.blocks.flatMap(blockLines),
  ]);
  return `${[title, ...lines, foot].join('\n')}\n`;
}

function blockLines(block: PrintBlock): string[] {
  switch (block.kind) {
    case 'heading':
      return [`${'#'.repeat(block.level)} ${block.text}`];
    case 'paragraph':
      return [`${block.style}: ${block.text}`];
    case 'list':
      return block.items.map((item) => `- ${item}`);
    case 'chart':
      return [
        `[${block.chart.title}]`,
        ...block.chart.bars.map(({ label, shown }) => [label, ...shown].join(' | ')),
      ];
    case 'signatures':
      return block.titles.map(({ title, hint }) => `${title} ${hint}`);
    case 'table':
      return [
        `[${block.table.caption}]`,
        block.table.columns.map(({ label }) => label).join(' | '),
        ...block.table.rows.map((row) =>
          row.kind === 'group'
            ? `== ${row.label}`
            : [...(row.kind === 'sum' ? [`= ${row.label}`] : []), ...row.cells].join(' | '),
        ),
      ];
  }
}
