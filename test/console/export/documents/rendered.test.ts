import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { docxOf } from '../../../../console/export/documents/docx.ts';
import { findExportCode } from '../../../../console/export/documents/find-code.ts';
import { htmlOf } from '../../../../console/export/documents/html.ts';
import { needsForm } from '../../../../console/export/documents/needs-form.ts';
import { pdfOf } from '../../../../console/export/documents/pdf.ts';
import { reportDocument } from '../../../../console/export/documents/report.ts';
import { reportCsv, reportJson, reportXlsx } from '../../../../console/export/documents/report-renders.ts';
import { sampleCode, sampleInput, sampleLines, sampleNames } from './sample-form.ts';

const input = sampleInput(sampleNames(3));
const form = () => needsForm(input, sampleLines(input, 10));
const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('a document as bytes', () => {
  it('is the same every time, in each format', async () => {
    for (const render of [() => pdfOf(form()), () => docxOf(form()), () => docxOf(reportDocument(input))]) {
      expect(Buffer.from(await render()).equals(Buffer.from(await render()))).toBe(true);
    }
    expect(htmlOf(form())).toBe(htmlOf(form()));
  });

  it('knows no other time than that of the snapshot', async () => {
    const pdf = Buffer.from(await pdfOf(form())).toString('latin1');
    expect([...pdf.matchAll(/\(D:(\d+Z)\)/g)].map(([, at]) => at)).toEqual(['20260930165959Z']);
    const parts = unzipSync(await docxOf(form()));
    const core = utf8(parts['docProps/core.xml'] ?? new Uint8Array());
    expect([...core.matchAll(/<dcterms:\w+ [^>]*>([^<]*)/g)].map(([, at]) => at)).toEqual([
      '2026-09-30T16:59:59Z',
      '2026-09-30T16:59:59Z',
    ]);
  });

  it('embeds its letters in the PDF and names Times New Roman in the DOCX', async () => {
    const pdf = Buffer.from(await pdfOf(form())).toString('latin1');
    expect(pdf).toMatch(/\/FontName \/[A-Z]{6}\+Tinos-Bold/);
    expect(pdf).toMatch(/\/FontFile2 /);
    expect(pdf).toContain('/MediaBox [0 0 841.89 595.28]');
    const body = utf8(unzipSync(await docxOf(form()))['word/document.xml'] ?? new Uint8Array());
    expect(new Set([...body.matchAll(/w:ascii="([^"]+)"/g)].map(([, face]) => face))).toEqual(
      new Set(['Times New Roman']),
    );
    expect(body).toContain('w:orient="landscape"');
    expect(body).toContain('<w:tblHeader/>');
  });

  it('takes names that no XML may hold', async () => {
    const hostile = sampleInput([
      'A\u0000\u0008]]><w:p/>&amp;\u202eevil',
      `${'x'.repeat(190)}`,
      '😀 trường \ud83d',
      'مدرسة',
    ]);
    const document = needsForm(hostile, sampleLines(hostile, 3));
    const body = utf8(unzipSync(await docxOf(document))['word/document.xml'] ?? new Uint8Array());
    expect(body).toContain(']]&gt;&lt;w:p/&gt;&amp;amp;evil');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(body).not.toMatch(/[\u0000-\u0008\u202e]/);
    expect((await pdfOf(document)).length).toBeGreaterThan(10_000);
  });
});

describe('the code inside a file', () => {
  it('is found in every format that is exported', async () => {
    const csv = { separator: ';', bom: true } as const;
    const files = {
      html: new TextEncoder().encode(htmlOf(form())),
      pdf: await pdfOf(form()),
      docx: await docxOf(form()),
      csv: await reportCsv({ ...input, csv }),
      xlsx: await reportXlsx(input),
      json: await reportJson(input),
    };
    for (const [format, bytes] of Object.entries(files))
      expect([format, findExportCode(bytes)]).toEqual([format, sampleCode]);
  });

  it('is not made up: no code, half a code, a damaged archive, a PDF of noise', () => {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    const noise = bytes(`%PDF-1.3\n${'1 0 obj <<>> stream\nnot packed\nendstream\n'.repeat(3_000)}`);
    for (const file of [
      bytes(''),
      bytes('SD-ABCD-23'),
      bytes('SD-ABC1-2345'),
      bytes('PK\u0003\u0004 cut off'),
      noise,
    ]) {
      expect(findExportCode(file)).toBeNull();
    }
  });
});
