import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeXlsx } from 'hucre/xlsx';
import { expect, test } from 'vitest';
import { initBroker, runHere } from '../../support/broker-process.ts';
import { openResources } from '../../support/resources.ts';

test('a roster is read from a spreadsheet; a dry run lists what would change and writes nothing', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const folder = await resources.folder();
  const book = async (name: string, students: number): Promise<string> => {
    const path = join(folder, name);
    const rows = [
      ['DANH SÁCH TRƯỜNG', null, null, null],
      ['Mã trường', 'Tên trường', 'Cấp học', 'Số học sinh'],
      ['0012', 'Trường Tiểu học Suối', 'Tiểu học', students],
    ];
    await writeFile(path, await writeXlsx({ sheets: [{ name: 'Trường', rows }] }));
    return path;
  };
  const first = await book('a.xlsx', 300);
  const dry = await runHere(['roster', 'import', first, '--dry-run', '--data', data]);
  expect(dry).toMatchObject({ status: 0, stderr: '' });
  expect(dry.stdout.split('\n')).toEqual([
    '+ 0012/TH  school_name=Trường Tiểu học Suối, students=300',
    'Dry run, nothing written. 1 school, 1 row: 1 would change, 0 as before, 0 problems.',
    '',
  ]);
  const done = await runHere(['roster', 'import', first, '--data', data]);
  expect(done).toMatchObject({ status: 0, stdout: expect.stringContaining('1 changed') });
  const second = await book('b.xlsx', 310);
  const json = await runHere(['roster', 'import', second, '--dry-run', '--json', '--data', data]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    isWritten: false,
    changes: [{ change: 'changed', key: '0012/TH', field: 'students', before: '300', after: '310' }],
  });
  const again = await runHere(['roster', 'import', first, '--json', '--data', data]);
  expect(JSON.parse(again.stdout)).toMatchObject({ changed: 0, unchanged: 1, changes: [] });
});
