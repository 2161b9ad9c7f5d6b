import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openResources } from '../../../support/resources.ts';
import { requireTool } from '../../../support/tools.ts';
import { districtSnapshot } from '../../../tools/district/district.ts';
import { exported, inputOf } from './sample-export.ts';

type Tools = { readonly soffice: string; readonly pdftotext: string };

const books = [
  { what: 'needs', words: [/Bằng chữ\s+\S+ .*đồng/u, /Máy học sinh theo cấp học/u] },
  { what: 'statistics', words: [/Tổng cộng \(phần đã biết\)/u] },
];

test.for(books)(
  'LibreOffice opens the workbook of $what, charts with it',
  async ({ what, words }, context) => {
    const tools = { soffice: requireTool(context, 'soffice'), pdftotext: requireTool(context, 'pdftotext') };
    const text = await printed(what, tools);
    for (const word of words) expect(text).toMatch(word);
    expect(text).not.toMatch(/#(NAME|REF|VALUE)/);
  },
);

/** What LibreOffice prints of a district's workbook. */
async function printed(what: string, tools: Tools): Promise<string> {
  await using resources = openResources();
  const folder = await resources.folder();
  const snapshot = { ...districtSnapshot({ seed: 1 }), name: 'Đầu năm' };
  await writeFile(join(folder, 'book.xlsx'), await exported(inputOf(snapshot, { what }), 'xlsx'));
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  const convert = ['--headless', '--convert-to', 'pdf', '--outdir', folder, join(folder, 'book.xlsx')];
  execFileSync(tools.soffice, [profile, ...convert], { stdio: 'ignore' });
  return execFileSync(tools.pdftotext, ['-layout', '-enc', 'UTF-8', join(folder, 'book.pdf'), '-'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}
