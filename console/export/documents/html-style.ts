/** A4 by Nghị định 30/2020/NĐ-CP, Phụ lục I; forms of eleven columns lie on their side, with narrower margins. */
const sheet = `
@page wide { size: A4 landscape; margin: 14mm 12mm 15mm; }
@page tall { size: A4; margin: 20mm 15mm 20mm 25mm; }
.wide { page: wide; }
.tall { page: tall; }
`;

const look = `
:root { color-scheme: light; }
body { font: 11pt/1.3 "Times New Roman", Tinos, "Liberation Serif", serif; color: #000; background: #fff; margin: 0; }
section.part { margin: 0 auto; padding: 6mm; }
section.wide { max-width: 273mm; }
section.tall { max-width: 170mm; }
.head { display: flex; justify-content: space-between; gap: 8mm; text-align: center; line-height: 1.25; }
.head > div { flex: 1; }
.head p { margin: 0; }
.head .day { margin-top: 2mm; font-style: italic; }
h1 { font-size: 14pt; text-align: center; text-transform: uppercase; margin: 5mm 0 1mm; }
h2 { font-size: 12pt; margin: 4mm 0 1.5mm; break-after: avoid; }
h3 { font-size: 11pt; font-weight: normal; font-style: italic; margin: 3mm 0 1mm; break-after: avoid; }
p { margin: 1mm 0; }
.subtitle { text-align: center; font-style: italic; }
.italic { font-style: italic; }
.bold { font-weight: bold; }
.small { font-size: 9.5pt; }
.gap { color: #444; }
ul { margin: 1mm 0; padding-left: 6mm; }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt; line-height: 1.2; table-layout: fixed; margin: 2mm 0; }
caption { text-align: left; font-style: italic; font-size: 9.5pt; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.5pt solid #000; padding: 0.6mm 1mm; vertical-align: top; overflow-wrap: anywhere; }
thead th { text-align: center; vertical-align: middle; background: #eee; }
td, tbody th { text-align: left; font-weight: normal; }
.right { text-align: right; }
.centre { text-align: center; }
tr.group th, tr.sum th, tr.sum td { font-weight: bold; }
tr.group th { background: #f6f6f6; break-after: avoid; }
.signatures { display: flex; justify-content: space-around; text-align: center; break-inside: avoid; margin-top: 6mm; min-height: 32mm; }
.signatures p { margin: 0; }
figure { margin: 2mm 0; break-inside: avoid; }
figure svg { max-width: 100%; height: auto; }
figcaption { font-weight: bold; }
summary { cursor: pointer; font-size: 9.5pt; }
footer { border-top: 0.5pt solid #000; margin: 6mm; font-size: 9pt; }
@media print {
section.part { padding: 0; max-width: none; }
section.part + section.part { break-before: page; }
footer { display: none; }
}
`;

/**
 * Style of a printed page. The foot stands in the margin of every page (CSS Paged Media; Chromium and Edge 131 and later); on
 * the screen once, at the end.
 */
export function htmlStyle(foot: string, pageOf: string): string {
  const [before = '', between = '', after = ''] = pageOf.split(/\{page\}|\{pages\}/);
  const number = `${quoted(before)} counter(page) ${quoted(between)} counter(pages) ${quoted(after)}`;
  const words = `font: 9pt "Times New Roman", Tinos, "Liberation Serif", serif; content: ${quoted(`${foot} · `)} ${number};`;
  return `@page { @bottom-right { ${words} } }\n${sheet.trim()}\n${look.trim()}`;
}

/** A string of CSS that can end neither itself nor the element it stands in. */
function quoted(text: string): string {
  const safe = text.replace(/["\\<>&\n\r\f]/g, (sign) => `\\${sign.codePointAt(0)?.toString(16) ?? ''} `);
  return `"${safe}"`;
}
