import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openResources } from '../support/resources.ts';
import { commandOf, runSample, sampleRoom } from './sample-run.ts';

test('the machines of one room end with its missing seats; programs get the room itself', async () => {
  const which = { kind: 'devices', schoolCode: '51-001', room: 'PM1' } as const;
  const { stdout, asked } = await runSample(which);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('PM1: 28 máy, 40 chỗ. Chỗ chưa có máy: 7, 12, 31–40');
  const params = { schoolCode: '51-001', room: 'PM1' };
  expect(asked).toEqual([
    { kind: 'devices', params },
    { kind: 'roomList', params },
  ]);
  const json = JSON.parse((await runSample(which, { json: true })).stdout);
  expect(json).toMatchObject({ devices: [{ room: 'PM1' }], rooms: [sampleRoom] });
  expect((await runSample(which, { csv: true })).stdout).not.toContain('Chỗ chưa có máy');
});

test('an export says that it is one; a look does not', async () => {
  const look = await runSample(commandOf('needs'));
  expect(look.asked).toEqual([{ kind: 'planning', params: { purpose: 'view' } }]);
  const taken = await runSample(commandOf('export', 'needs'));
  expect(taken.asked).toMatchObject([
    { kind: 'planning', params: { purpose: 'export' } },
    { kind: 'exportRecord', params: { what: 'needs', format: 'csv' } },
  ]);
});

test('a list of machines is sent as it stands; what was refused is named on stderr', async () => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'may.csv');
  const csv = 'tên máy,mục đích\nPM1-MAY-00,học sinh\n';
  await writeFile(path, csv);
  const list = { path, schoolCode: undefined, strict: false };
  const done = await runSample({ kind: 'device-import', list });
  expect(done.asked).toEqual([
    { kind: 'deviceImport', params: { csv, strict: false } },
    { kind: 'devices', params: {} },
  ]);
  expect(done).toMatchObject({
    stdout: '2 máy: 1 thay đổi, 1 giữ nguyên, 0 lỗi.\n',
    stderr: '',
    severity: 0,
  });
  const problems = [{ line: 2, column: 'machine', reason: 'ambiguous-machine', value: 'MAY-1' }];
  const imported = { machines: 0, changed: 0, unchanged: 0, isWritten: false, problems };
  const command = { kind: 'device-import', list: { path, schoolCode: '51-001', strict: true } } as const;
  const refused = await runSample(command, {}, { imported });
  expect(refused.asked[0]?.params).toEqual({ csv, strict: true, schoolCode: '51-001' });
  expect(refused).toMatchObject({ stdout: 'Không nhập máy nào: 1 lỗi.\n', severity: 1, status: 65 });
  expect(refused.stderr).toBe(
    'dòng 2, cột machine "MAY-1": nhiều máy cùng mang tên này: hãy ghi mã máy (d-…)\n',
  );
  const json = await runSample(command, { json: true }, { imported });
  expect(JSON.parse(json.stdout)).toEqual({ ...imported, unknownRole: [] });
});

test('a list that cannot be sent is refused before it is', async () => {
  await using resources = openResources();
  const folder = await resources.folder();
  const list = (path: string) =>
    ({ kind: 'device-import', list: { path, schoolCode: undefined, strict: false } }) as const;
  const random = Array.from({ length: 40_000 }, (_, index) => (index * 2_654_435_761) % 4_294_967_291);
  await writeFile(join(folder, 'long.csv'), random.join('\n'));
  await writeFile(join(folder, 'old.csv'), Buffer.from([0x4d, 0xe3]));
  await expect(runSample(list(join(folder, 'long.csv')))).rejects.toThrow('SD-MACHINES-UNREADABLE');
  await expect(runSample(list(join(folder, 'old.csv')))).rejects.toThrow('SD-MACHINES-UNREADABLE');
  await expect(runSample(list(join(folder, 'none.csv')))).rejects.toThrow('SD-FILE-UNREADABLE');
});
