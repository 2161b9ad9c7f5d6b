import { type Chart, chartSvg } from './chart.ts';
import { escaped } from './escaped.ts';
import { htmlStyle } from './html-style.ts';
import type {
  LetterHead,
  PrintBlock,
  PrintColumn,
  PrintDocument,
  PrintPart,
  PrintRow,
  PrintTable,
} from './print-document.ts';

/** A document as one HTML file: no script, nothing fetched, readable without its style. */
export function htmlOf(document: PrintDocument): string {
  const { language, title, code, foot, pageOf, parts } = document;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="Schooldrum">
<meta name="export-code" content="${escaped(code)}">
<title>${escaped(title)}</title>
<style>
${htmlStyle(foot, pageOf)}
</style>
</head>
<body>
<main>
${parts.map(partHtml).join('\n')}
</main>
<footer>${escaped(foot)}</footer>
</body>
</html>
`;
}

function partHtml({ isLandscape, head, title, subtitles, blocks }: PrintPart): string {
  return [
    `<section class="part ${isLandscape ? 'wide' : 'tall'}">`,
    ...(head === null ? [] : [headHtml(head)]),
    `<h1>${escaped(title)}</h1>`,
    ...subtitles.map((line) => `<p class="subtitle">${escaped(line)}</p>`),
    ...blocks.map(blockHtml),
    '</section>',
  ].join('\n');
}

function headHtml({ authority, unit, state, motto, placeAndDay }: LetterHead): string {
  const line = (text: string | null, isBold: boolean): string =>
    text === null ? '' : `<p>${isBold ? `<strong>${escaped(text)}</strong>` : escaped(text)}</p>`;
  return [
    `<div class="head"><div>${line(authority, false)}${line(unit, true)}</div>`,
    `<div>${line(state, true)}${line(motto, true)}<p class="day">${escaped(placeAndDay)}</p></div></div>`,
  ].join('\n');
}

function blockHtml(block: PrintBlock): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${escaped(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p class="${block.style}">${escaped(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join('\n')}</ul>`;
    case 'table':
      return tableHtml(block.table);
    case 'chart':
      return figureHtml(block.chart);
    case 'signatures':
      return `<div class="signatures">${block.titles
        .map(
          ({ title, hint }) =>
            `<div><p class="bold">${escaped(title)}</p><p class="italic">${escaped(hint)}</p></div>`,
        )
        .join('')}</div>`;
  }
}

function tableHtml({ caption, columns, rows }: PrintTable): string {
  const whole = columns.reduce((sum, { weight }) => sum + weight, 0);
  const widths = columns.map(({ weight }) => `<col style="width:${((weight / whole) * 100).toFixed(2)}%">`);
  return [
    `<table><caption>${escaped(caption)}</caption><colgroup>${widths.join('')}</colgroup>`,
    `<thead><tr>${columns.map(({ label }) => `<th scope="col">${escaped(label)}</th>`).join('')}</tr></thead>`,
    `<tbody>${rows.map((row) => rowHtml(row, columns)).join('\n')}</tbody></table>`,
  ].join('\n');
}

function rowHtml(row: PrintRow, columns: readonly PrintColumn[]): string {
  if (row.kind === 'group') {
    return `<tr class="group"><th scope="rowgroup" colspan="${columns.length}">${escaped(row.label)}</th></tr>`;
  }
  const first = columns.length - row.cells.length;
  const cells = row.cells.map((cell, index) => {
    const align = columns[first + index]?.align ?? 'left';
    return `<td${align === 'left' ? '' : ` class="${align}"`}>${escaped(cell)}</td>`;
  });
  if (row.kind === 'line') return `<tr>${cells.join('')}</tr>`;
  return `<tr class="sum"><th scope="row" colspan="${first}">${escaped(row.label)}</th>${cells.join('')}</tr>`;
}

/** The table is what a screen reader reads; the picture only names itself. */
function figureHtml(chart: Chart): string {
  const { title, labelColumn, series, bars } = chart;
  const table: PrintTable = {
    caption: title,
    columns: [
      { label: labelColumn, align: 'left', weight: 3 },
      ...series.map((label) => ({ label, align: 'right', weight: 1 }) as const),
    ],
    rows: bars.map(({ label, shown }) => ({ kind: 'line', cells: [label, ...shown] })),
  };
  return [
    `<figure><figcaption>${escaped(title)}</figcaption>`,
    chartSvg(chart, 'inherit'),
    `<details><summary>${escaped(chart.tableLabel)}</summary>${tableHtml(table)}</details></figure>`,
  ].join('\n');
}
