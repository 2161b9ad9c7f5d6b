import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { writeXlsx } from 'hucre/xlsx';
import { expect, test } from 'vitest';
import { mergePages } from '../../console/answers.ts';
import { parseCommandLine } from '../../console/cli.ts';
import { runCommand } from '../../console/commands/run-command.ts';
import type { FleetSource } from '../../console/source.ts';
import { encode } from '../../shared/contract/codec.ts';
import { maxWireBytes } from '../../shared/contract/limits.ts';
import { queryKinds } from '../../shared/contract/query-kinds.ts';
import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { createSchoolCalendar } from '../../shared/domain/calendar.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { registerNames } from '../../shared/domain/snapshot/registers.ts';
import { createText } from '../../shared/text/create-text.ts';
import { openRegisters } from '../broker/register/register-rig.ts';
import { openResources, type Resources } from '../support/resources.ts';

/** A command line that asks a real broker's core, every question within one message. */
async function openDesk(resources: Resources) {
  const { core, clock, local } = await openRegisters(resources);
  let questions = 0;
  const ask: FleetSource['ask'] = async (kind, params) => {
    questions += 1;
    expect(encode(params).length).toBeLessThanOrEqual(maxWireBytes);
    const answer = await core.dispatch(local, kind, params);
    if (!answer.ok) return err(answer.error);
    const pages = answer.value.map((page) => queryKinds[kind].body.parse(page) as Record<string, unknown>);
    // Merged pages keep the shape of the kind.
    return ok(mergePages(pages) as never);
  };
  const rules = { pack: shippedNormPacks()[0], calendar: createSchoolCalendar(shippedCalendar()) };
  const folder = await resources.folder();
  const run = async (...line: string[]) => {
    const text = createText('vi');
    const parsed = parseCommandLine(line, text, '0');
    if (!parsed.ok) return { refused: text.error(parsed.error) };
    const { command, flags } = parsed.value;
    if (command.kind === 'print') throw new Error(command.text);
    const context = { source: { ask }, clock, text, rules, flags, isTerminal: false };
    const done = await runCommand(command, context);
    return done.ok ? done.value : { refused: text.error(done.error) };
  };
  const saved = async (name: string, content: string | Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  return { run, saved, folder, questions: () => questions };
}

test('a dry run tells each difference and the sum; the import is silent about them; bad cells go to stderr', async () => {
  await using resources = openResources();
  const { run, saved } = await openDesk(resources);
  const path = await saved(
    'gia.csv',
    'Danh mục;Đơn giá;Ngày giá;Nguồn giá\nMáy in;5.000.000;1/11/2026;Báo giá 1\nWebcam;15.000;1/11/2026;Báo giá 1\n',
  );
  const sum = '1 dòng: sẽ thêm 1, sửa 0, kết thúc 0, giữ nguyên 0, 1 lỗi.';
  expect(await run('import', 'prices', path, '--dry-run')).toEqual({
    stdout: `+ printer  unit_price=5000000, priced_on=2026-11-01, source=Báo giá 1\nChạy thử, không ghi gì. ${sum}\n`,
    stderr:
      'dòng 3, cột Đơn giá (đồng) / unit_price "15.000": có thể hiểu hai cách: ghi đủ chữ số, không dấu phân cách, ví dụ 15000000\n',
    severity: 1,
  });
  expect(await run('import', 'prices', path)).toMatchObject({
    stdout: '1 dòng: thêm 1, sửa 0, kết thúc 0, giữ nguyên 0, 1 lỗi.\n',
  });
  expect(await run('import', 'prices', path, '--strict')).toMatchObject({
    ...{ stdout: 'Không nhập gì: 1 lỗi.\n', status: 65, severity: 1 },
  });
  const dearer = await saved(
    'gia2.csv',
    'item,unit_price,priced_on,source\nprinter,6000000,2026-11-01,Báo giá 1\n',
  );
  expect(await run('import', 'prices', dearer, '--dry-run')).toMatchObject({
    stdout: expect.stringMatching(/^~ printer {2}unit_price: 5000000 → 6000000\n/),
  });
  expect(await run('register', 'prices', '--json')).toMatchObject({
    stdout: expect.stringContaining('"unit_price": "5000000"'),
  });
});

test('every template is written as CSV and XLSX, and read again; a name that is none is refused', async () => {
  await using resources = openResources();
  const { run, folder } = await openDesk(resources);
  for (const name of registerNames.filter((one) => one !== 'norms')) {
    const shown = await run('template', name);
    const rows = parse('stdout' in shown ? shown.stdout : '', { bom: true, delimiter: ';' });
    expect(rows).toHaveLength(2);
    const path = join(folder, `${name}.xlsx`);
    expect(await run('template', name, '-o', path)).toMatchObject({ stdout: `Tệp mẫu: ${path}.\n` });
    const done = await run('import', name, path);
    expect([name, done]).toMatchObject([name, { status: 65, stderr: expect.stringMatching(/^dòng 2\b/) }]);
  }
  const norms = join(folder, 'norms.json');
  await run('template', 'norms', '-o', norms);
  expect(await run('import', 'norms', norms)).toMatchObject({ status: 65 });
  const pack = JSON.parse(await readFile(norms, 'utf8')) as object;
  await writeFile(norms, JSON.stringify({ ...pack, id: 'QNG-2026' }));
  expect(await run('import', 'norms', norms)).toMatchObject({ stdout: expect.stringContaining('thêm 1') });
  expect(await run('import', 'norms', norms)).toMatchObject({
    stdout: expect.stringContaining('giữ nguyên 1'),
  });
  expect(await run('register', 'norms')).toMatchObject({ stdout: expect.stringContaining('QNG-2026') });
  expect(await run('template', 'pupils')).toEqual({ refused: expect.stringContaining('pupils') });
});

test('a list larger than one message arrives whole', async () => {
  await using resources = openResources();
  const { run, saved, questions } = await openDesk(resources);
  const serial = (at: number): string => createHash('sha256').update(String(at)).digest('hex');
  const rows = Array.from({ length: 4_000 }, (_, at) => `A1,TS-${at},Máy số ${at},${serial(at)}`);
  const path = await saved('so-tai-san.csv', `school_code,asset_code,name,serial\n${rows.join('\n')}\n`);
  expect(await run('import', 'assets', path)).toMatchObject({
    ...{ stderr: '', stdout: '4.000 dòng: thêm 4.000, sửa 0, kết thúc 0, giữ nguyên 0, 0 lỗi.\n' },
  });
  expect(questions()).toBeGreaterThan(2);
  expect(await run('import', 'assets', path)).toMatchObject({
    stdout: expect.stringContaining('giữ nguyên 4.000'),
  });
});

test('in a spreadsheet a formula counts with the value that was kept of it, and without one it is a problem', async () => {
  await using resources = openResources();
  const { run, saved } = await openDesk(resources);
  const sheet = await writeXlsx({
    sheets: [
      {
        name: 'a',
        rows: [
          ['Mã trường', 'Trọng số (%)'],
          ['A1', null],
          ['C1', null],
          ['B1', null],
        ],
        cells: new Map([
          ['1,1', { value: 150, type: 'formula', formula: '100+50', formulaResult: 150 }],
          ['2,1', { type: 'formula', formula: '100+30' }],
          ['3,1', { type: 'error', value: '#REF!' }],
        ]),
      },
    ],
  });
  const done = await run('import', 'priorities', await saved('u.xlsx', sheet));
  expect('stderr' in done ? done.stderr?.split('\n').map((line) => line.split(':')[0]) : []).toEqual([
    'dòng 3, cột Trọng số (%) / weight_percent "=100+30"',
    'dòng 4, cột Trọng số (%) / weight_percent "#REF!"',
    '',
  ]);
  expect(await run('register', 'priorities')).toMatchObject({
    stdout: 'school_code,weight_percent,reason\r\nA1,150,\r\n',
  });
});

test('schools merge and get other codes from the command line', async () => {
  await using resources = openResources();
  const { run } = await openDesk(resources);
  expect(await run('school', 'merge', 'A1', 'C1', '--basis', 'QĐ 1')).toMatchObject({
    stdout: 'Trường A1 nay thuộc trường C1; 0 máy đi theo.\n',
  });
  expect(await run('school', 'recode', 'B1', 'B2', '--json')).toMatchObject({
    stdout: expect.stringContaining('"schoolCode": "B2"'),
  });
  expect(await run('school', 'merge', 'Z1', 'C1')).toEqual({
    refused: expect.stringContaining('SD-SCHOOL-UNKNOWN'),
  });
});
