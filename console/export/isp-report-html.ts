import type { IspReport } from '../../shared/contract/line-rows.ts';
import type { Text } from '../../shared/text/text.ts';
import { escaped } from './documents/escaped.ts';
import { ispReportParts, type ReportParts, type ReportTable } from './isp-report.ts';

/** Sheet and margins of an administrative document: Nghị định 30/2020/NĐ-CP, Phụ lục I, mục I. */
const style = `
@page { size: A4; margin: 20mm 15mm 20mm 30mm; }
body { font: 13pt/1.35 "Times New Roman", Tinos, "Liberation Serif", serif; color: #000; max-width: 165mm; margin: 0 auto; }
header { display: flex; justify-content: space-between; gap: 8mm; text-align: center; font-size: 12pt; }
h1 { font-size: 15pt; text-align: center; margin: 10mm 0 2mm; }
h2 { font-size: 13pt; margin: 6mm 0 2mm; break-after: avoid; }
p { margin: 1mm 0; }
.centre { text-align: center; }
table { border-collapse: collapse; width: 100%; font-size: 11pt; }
th, td { border: 1px solid #000; padding: 1mm 2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th { overflow-wrap: normal; }
.facts th { width: 45%; font-weight: normal; }
.signatures { display: flex; justify-content: space-between; text-align: center; margin-top: 10mm; min-height: 35mm; break-inside: avoid; }
footer { font-size: 10pt; margin-top: 6mm; overflow-wrap: anywhere; }
`.trim();

/** The report as one HTML page for print: A4, no script, nothing fetched. */
export function ispReportHtml(report: IspReport, text: Text): string {
  const parts = ispReportParts(report, text);
  return `<!doctype html>
<html lang="${text.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escaped(`${parts.title}: ${parts.school}`)}</title>
<style>
${style}
</style>
</head>
<body>
${body(parts, text)}
</body>
</html>
`;
}

function body({ title, school, addressee, facts, tables, method, ...rest }: ReportParts, text: Text): string {
  const { signatures, asAt, hash } = rest;
  const rows = facts.map(
    ([label, value]) => `<tr><th scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`,
  );
  return [
    `<header><div><strong>${escaped(school)}</strong></div>`,
    `<div><strong>${escaped(text.t('ispReport.state'))}</strong><br>${escaped(text.t('ispReport.motto'))}</div></header>`,
    `<h1>${escaped(title)}</h1>`,
    `<p class="centre">${escaped(addressee)}</p>`,
    `<table class="facts"><tbody>${rows.join('\n')}</tbody></table>`,
    ...tables.map(table),
    `<h2>${escaped(method.title)}</h2>`,
    `<ol>${method.lines.map((line) => `<li>${escaped(line)}</li>`).join('\n')}</ol>`,
    `<div class="signatures">${signatures.map((role) => `<div><strong>${escaped(role)}</strong></div>`).join('')}</div>`,
    `<footer><p>${escaped(asAt)}</p><p>${escaped(hash)}</p></footer>`,
  ].join('\n');
}

function table({ title, head, rows, none }: ReportTable): string {
  if (rows.length === 0) return `<h2>${escaped(title)}</h2>\n<p>${escaped(none)}</p>`;
  const cells = (row: readonly string[]): string => row.map((cell) => `<td>${escaped(cell)}</td>`).join('');
  return [
    `<h2>${escaped(title)}</h2>`,
    `<table><thead><tr>${head.map((label) => `<th scope="col">${escaped(label)}</th>`).join('')}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</tbody></table>`,
  ].join('\n');
}
