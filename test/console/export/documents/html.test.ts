import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped } from '../../../../console/export/documents/escaped.ts';
import { htmlOf } from '../../../../console/export/documents/html.ts';
import { needsForm } from '../../../../console/export/documents/needs-form.ts';
import { printable } from '../../../../console/export/documents/printable.ts';
import { reportDocument } from '../../../../console/export/documents/report.ts';
import { statisticsForm } from '../../../../console/export/documents/statistics-form.ts';
import type { ExportInput } from '../../../../console/export/export-kind.ts';
import { sampleInput, sampleLines, sampleNames } from './sample-form.ts';

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

describe('text of strangers on a page', () => {
  it('comes back as it was, and holds nothing that a page would read as its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const safe = escaped(text);
        expect(safe).not.toMatch(/[<>"']/);
        expect(safe.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? '')).toBe(
          printable(text),
        );
      }),
    );
  });

  it('is one line of composed, well-formed text without hidden signs', () => {
    expect(printable('Trươ\u0300ng\u202e A\u0000B\nC\u2028D\ud800')).toBe('Trường A B C D\ufffd');
  });

  it('ends neither an element nor an attribute', () => {
    const names = [
      '</td><script>alert(1)</script>',
      '" onload="alert(1)',
      "'; @import url(http://x)",
      '&lt;b&gt;',
    ];
    const input = sampleInput(names);
    const html = htmlOf(needsForm(input, sampleLines(input, 2)));
    expect(html).not.toMatch(/<script|<[^>]+ onload=|<b>/i);
    expect(html).toContain('&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('&amp;lt;b&amp;gt;');
  });
});

describe('a page that is sent by mail and opened years later', () => {
  const input = sampleInput(sampleNames(4));
  const html = htmlOf(statisticsForm(input));

  it('needs nothing but itself and runs nothing', () => {
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(/i);
    expect([...html.matchAll(/https?:\/\/[^"' <]+/g)].map(([url]) => url)).toEqual([
      'http://www.w3.org/2000/svg',
    ]);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('is Vietnamese to whoever reads it aloud, and each chart has its figures as a table', () => {
    expect(html).toMatch(/<html lang="vi">/);
    expect(html.match(/<svg [^>]*role="img"[^>]*aria-label="[^"]+"/g)).toHaveLength(1);
    expect(html.match(/<details>.*?<table>.*?<\/table><\/details>/gs)).toHaveLength(1);
    expect(html.match(/<table>/g)?.length).toBe(html.match(/<caption>/g)?.length);
    expect(html).not.toMatch(/<th(?! scope=)[ >]/);
  });

  it('prints on A4 on its side, with the foot in the margin of every page', () => {
    expect(html).toContain('@page wide { size: A4 landscape;');
    expect(html).toContain('content: "Số liệu chốt 30/09/2026 · mã SD-ABCD-2345 · "');
    expect(html).toContain('"trang " counter(page) "/" counter(pages) ""');
    expect(html).toContain('<footer>Số liệu chốt 30/09/2026 · mã SD-ABCD-2345</footer>');
  });

  it.each([(input: ExportInput) => needsForm(input, sampleLines(input, 2)), statisticsForm, reportDocument])(
    'never calls a live picture frozen',
    (form) => {
      const live = htmlOf(form(sampleInput(sampleNames(2), { snapshot: { name: null } })));
      expect(live).toContain('<footer>Số liệu trực tiếp 30/09/2026, chưa chốt · mã SD-ABCD-2345</footer>');
      expect(live).toContain('Số liệu trực tiếp ngày 30/09/2026, chưa chốt');
      expect(live).not.toContain('Số liệu chốt');
    },
  );
});
