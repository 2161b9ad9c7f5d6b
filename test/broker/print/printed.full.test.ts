import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseJoinToken } from '../../../shared/contract/join-token.ts';
import { initBroker, runBroker, runDone } from '../../support/broker-process.ts';
import { openResources } from '../../support/resources.ts';
import { requireTool } from '../../support/tools.ts';

test('a reader of PDF finds two A4 pages with Vietnamese words and a token that can be copied', async (context) => {
  const pdfinfo = requireTool(context, 'pdfinfo');
  const pdftotext = requireTool(context, 'pdftotext');
  await using resources = openResources();
  const data = await initBroker(resources);
  const folder = await resources.folder();
  await writeFile(
    join(folder, 'r.csv'),
    'school_code,school_name,level\n0012,Trường Tiểu học Phú Thượng,TH\n',
  );
  await runDone(data, 'roster', 'import', join(folder, 'r.csv'));
  const file = join(folder, 'phieu.pdf');
  const words = ['--school', '0012', '--room', 'Phòng máy 1', '--role', 'student', '--seats', '40'];
  const run = await runBroker(resources, [
    'token',
    '--data',
    data,
    ...words,
    '--sheet',
    file,
    '--lang',
    'vi',
  ]);
  expect([run.status, run.stdout.split('\n').length]).toEqual([0, 2]);

  const info = execFileSync(pdfinfo, [file], { encoding: 'utf8' });
  expect(info).toMatch(/Pages:\s+2\n/);
  expect(info).toContain('A4');
  expect(info).not.toContain(run.stdout.trim());
  const text = execFileSync(pdftotext, ['-enc', 'UTF-8', file, '-'], { encoding: 'utf8' });
  expect(text.normalize('NFC')).toBe(text);
  for (const part of [
    'Phiếu kết nối máy tính',
    'Trường Tiểu học Phú Thượng (0012)',
    'Giữ kín phiếu này',
    'Thông báo về thông tin đọc từ máy tính',
    'Không đọc tên người dùng, mật khẩu',
    'Hiệu trưởng',
  ]) {
    expect(text).toContain(part);
  }
  const copied = text.slice(text.indexOf('SD1.')).split('\n\n')[0] ?? '';
  expect(parseJoinToken(copied)).toEqual(parseJoinToken(run.stdout));
});
