import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readFormFonts } from '../../../console/export/documents/form-fonts.ts';
import { renderPdf } from '../../../shared/runtime/print/render-pdf.ts';

test('every object is where the table says, and every stream is packed and as long as it says', async () => {
  const content = Array.from({ length: 200 }, (_, line) => `Dòng ${line}: stream endobj /Length 5 xref`);
  const pdf = await renderPdf({ content }, readFormFonts());
  const text = pdf.toString('latin1');
  const tableAt = Number(/startxref\n(\d+)\n%%EOF/.exec(text)?.[1]);
  expect(text.slice(tableAt, tableAt + 5)).toBe('xref\n');
  const offsets = [...text.slice(tableAt).matchAll(/(\d{10}) 00000 n/g)].map(([, offset]) => Number(offset));
  expect(offsets.length).toBeGreaterThan(10);
  for (const [index, offset] of offsets.entries()) {
    expect(text.startsWith(`${index + 1} 0 obj\n`, offset)).toBe(true);
  }
  let streams = 0;
  for (const offset of offsets) {
    const head = /^[\s\S]*?\/Length (\d+)\n\/Filter \/FlateDecode\n>>\nstream\n/.exec(
      text.slice(offset, text.indexOf('endobj', offset)),
    );
    if (head === null) continue;
    const start = offset + head[0].length;
    const end = start + Number(head[1]);
    expect(text.slice(end, end + 10)).toBe('\nendstream');
    expect(inflateSync(pdf.subarray(start, end)).length).toBeGreaterThan(0);
    streams += 1;
  }
  expect(streams).toBeGreaterThanOrEqual(6);
});
