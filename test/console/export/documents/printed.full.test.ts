import { execFile, execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { expect, type TestContext, test } from 'vitest';
import { docxOf } from '../../../../console/export/documents/docx.ts';
import { htmlOf } from '../../../../console/export/documents/html.ts';
import { needsForm } from '../../../../console/export/documents/needs-form.ts';
import { pdfOf } from '../../../../console/export/documents/pdf.ts';
import { reportDocument } from '../../../../console/export/documents/report.ts';
import { statisticsForm } from '../../../../console/export/documents/statistics-form.ts';
import { openResources, type Resources } from '../../../support/resources.ts';
import { requireTool } from '../../../support/tools.ts';
import { sampleInput, sampleLines, sampleNames } from './sample-form.ts';

const foot = /Số liệu chốt 30\/09\/2026 · mã SD-ABCD-2345 · trang (\d+)\/(\d+)/;

async function fileOf(resources: Resources, name: string, content: Uint8Array | string): Promise<string> {
  const path = join(await resources.folder(), name);
  await writeFile(path, content);
  return path;
}

/** The text of each page, and how large it is. */
function pagesOf(context: TestContext, path: string): { readonly pages: string[]; readonly sizes: string[] } {
  const text = execFileSync(requireTool(context, 'pdftotext'), ['-layout', '-enc', 'UTF-8', path, '-'], {
    encoding: 'utf8',
  });
  const info = execFileSync(requireTool(context, 'pdfinfo'), ['-f', '1', '-l', '9999', path], {
    encoding: 'utf8',
  });
  const sizes = [...info.matchAll(/Page +\d+ size: +(\d+)[.\d]* x (\d+)/g)].map(
    ([, width, height]) => `${width}x${height}`,
  );
  return { pages: text.split('\f').slice(0, -1), sizes };
}

/** Vietnamese intact, and on every page the foot with its number. */
function expectPrinted(pages: readonly string[]): void {
  expect(pages.join('').normalize('NFC')).toBe(pages.join(''));
  expect(pages.map((page) => foot.exec(page)?.slice(1).map(Number))).toEqual(
    pages.map((_, index) => [index + 1, pages.length]),
  );
}

test('the form of 75 schools with ten items each is a stack of paper that somebody can sign', async (context) => {
  await using resources = openResources();
  const input = sampleInput(sampleNames(75));
  const document = needsForm(input, sampleLines(input, 10));
  const { pages, sizes } = pagesOf(context, await fileOf(resources, 'form.pdf', await pdfOf(document)));
  expectPrinted(pages);
  expect(pages.length).toBeLessThan(80);
  expect(new Set(sizes)).toEqual(new Set(['841x595']));
  const whole = pages.join('\n');
  for (const words of [
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'ỦY BAN NHÂN DÂN XÃ PHÚ THƯỢNG',
    'Bằng chữ: Tám tỷ',
  ]) {
    expect(whole).toContain(words);
  }
  const form = pages.slice(0, pages.findIndex((page) => page.includes('Bằng chữ')) + 1);
  for (const page of form) expect(page).toMatch(/STT +Trường +Danh mục +ĐVT +Cần có +Hiện có/);
  const signed = pages.filter((page) => page.includes('Người lập biểu'));
  expect(signed).toHaveLength(1);
  expect(signed[0]).toMatch(/Người lập biểu +Kế toán +Thủ trưởng đơn vị/);
});

test('a browser shows the page without complaint, and prints it on A4 with the foot on every page', async (context) => {
  await using resources = openResources();
  const browser = await chromium.launch({
    executablePath: requireTool(context, 'chromium'),
    args: ['--no-sandbox'],
  });
  resources.defer(() => browser.close());
  const input = sampleInput([...sampleNames(11), '</style><img src=x onerror=alert(1)>']);
  for (const document of [
    needsForm(input, sampleLines(input, 10)),
    statisticsForm(input),
    reportDocument(input),
  ]) {
    const page = await browser.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (cause) => said.push(String(cause)));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) said.push(request.url());
    });
    await page.goto(`file://${await fileOf(resources, 'page.html', htmlOf(document))}`);
    expect(said).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await page.locator('table caption').count()).toBe(await page.locator('table').count());
    const printed = await page.pdf({ preferCSSPageSize: true });
    const { pages, sizes } = pagesOf(context, await fileOf(resources, 'page.pdf', printed));
    expectPrinted(pages);
    expect(sizes.every((size) => /^(841x594|841x595|595x841|594x841)$/.test(size))).toBe(true);
  }
});

test('LibreOffice opens the report, upright with annexes on their side', async (context) => {
  await using resources = openResources();
  const input = sampleInput(sampleNames(12));
  const path = await fileOf(resources, 'report.docx', await docxOf(reportDocument(input)));
  const folder = await resources.folder();
  const profile = `-env:UserInstallation=file://${await resources.folder()}`;
  const soffice = requireTool(context, 'soffice');
  await promisify(execFile)(soffice, [
    profile,
    '--headless',
    '--convert-to',
    'pdf',
    '--outdir',
    folder,
    path,
  ]);
  const { pages, sizes } = pagesOf(context, join(folder, 'report.pdf'));
  expectPrinted(pages);
  expect([sizes[0], sizes.at(-1)]).toEqual(['595x841', '841x595']);
  const whole = pages.join('\n');
  for (const words of [
    'BÁO CÁO SƠ KẾT HỌC KỲ I NĂM HỌC 2026-2027',
    'I. Đặc điểm tình hình',
    'V. Kế hoạch mua sắm, kiến nghị',
    'PHỤ LỤC 3.2',
  ]) {
    expect(whole).toContain(words);
  }
});

test('the machine that prints leaves no trace: zone and language of the system change no byte', async () => {
  await using resources = openResources();
  const folder = new URL('.', import.meta.url).href;
  const documents = new URL('../../../../console/export/documents/', import.meta.url).href;
  const script = `
    const { createHash } = await import('node:crypto');
    const { sampleInput, sampleNames } = await import('${folder}sample-form.ts');
    const renders = { ...await import('${documents}report-renders.ts'), ...await import('${documents}statistics-form.ts'), ...await import('${documents}needs-renders.ts') };
    const input = sampleInput(sampleNames(4));
    for (const name of Object.keys(renders).filter((name) => /(Html|Pdf|Docx|Csv|Xlsx|Json)$/.test(name)).sort()) {
      console.log(name, createHash('sha256').update(await renders[name](input)).digest('hex'));
    }`;
  const path = await fileOf(resources, 'hashes.mjs', script);
  const hashes = async (TZ: string, LANG: string): Promise<string> => {
    const environment = { PATH: process.env.PATH, TZ, LANG, LC_ALL: LANG };
    return (await promisify(execFile)(process.execPath, [path], { env: environment })).stdout;
  };
  const first = await hashes('Asia/Ho_Chi_Minh', 'vi_VN.UTF-8');
  expect(first.trim().split('\n').length).toBeGreaterThanOrEqual(10);
  expect(await hashes('America/St_Johns', 'tr_TR.UTF-8')).toBe(first);
  expect(await hashes('Pacific/Kiritimati', 'C')).toBe(first);
});
