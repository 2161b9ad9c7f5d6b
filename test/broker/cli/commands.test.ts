import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { initBroker, runDone, runHere } from '../../support/broker-process.ts';
import { openResources } from '../../support/resources.ts';

test('roster import: problems one a line on stderr, the sum on stdout, status 65 when nothing was imported', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const folder = await resources.folder();
  const file = join(folder, 'r.csv');
  await writeFile(file, 'school_code,school_name,level,students\n1,A,TH,5\n2,B,TH&THCS,1.540\n');
  const strict = await runHere(['roster', 'import', file, '--strict', '--data', data]);
  expect(strict).toMatchObject({ status: 65, stdout: 'Nothing imported: 2 problems.\n' });
  expect(strict.stderr).toMatch(
    /^line 3, level "TH&THCS": one row is one level.*\nline 3, students "1\.540": .*1540\n$/,
  );
  const json = await runHere(['roster', 'import', file, '--json', '--data', data]);
  expect(json.status).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({ rows: 1, changed: 1, isWritten: true });
  await writeFile(file, Buffer.from([0x4d, 0xe3]));
  const large = join(folder, 'large.csv');
  await writeFile(large, 'x'.repeat(8_000_001));
  for (const [path, status, code] of [
    [file, 65, 'SD-ROSTER-UNREADABLE'],
    [join(folder, 'none.csv'), 66, 'SD-FILE-UNREADABLE'],
    [folder, 66, 'SD-FILE-UNREADABLE'],
    [large, 65, 'larger than 8 MB'],
  ] as const) {
    const run = await runHere(['roster', 'import', path, '--data', data]);
    expect([run.status, run.stderr]).toEqual([status, expect.stringContaining(code)]);
  }
});

test.for([
  [['token', '--school', 'none'], 65, 'SD-SCHOOL-UNKNOWN'],
  [['token', '--school', 'a b'], 64, '--school'],
  [['token', '--school', '0012', '--role', 'pupil'], 64, 'student | teacher'],
  [['token', '--school', '0012', '--uses', '0'], 64, '--uses'],
  [['token', '--school', '0012', '--days', '-1'], 64, '--days'],
  [['token'], 64, '--school'],
  [['token', 'revoke', 'aaaaaaaa'], 65, 'SD-TOKEN-UNKNOWN'],
  [['user', 'add', 'A', '--role', 'admin'], 64, '-o'],
  [['user', 'add', 'A', '--role', 'king', '-o', 'DIR/p'], 64, 'technician'],
  [['user', 'add', 'A', '--role', 'school-officer', '-o', 'DIR/p'], 64, 'SD-USER-SCHOOL-NEEDED'],
  [['user', 'add', 'A', '--role', 'planner', '--unit', 'none', '-o', 'DIR/p'], 65, 'SD-UNIT-UNKNOWN'],
  [['user', 'add', 'A', '--role', 'planner', '-o', 'DIR/no/p'], 73, 'SD-FILE-UNWRITABLE'],
  [['user', 'revoke', 'u-aaaaaaaaaaaaaaaa'], 65, 'SD-USER-UNKNOWN'],
  [['device', 'set', 'd-aaaaaaaaaaaaaaaa', '--role', 'server'], 65, 'SD-DEVICE-UNKNOWN'],
  [['device', 'set', 'd-aaaaaaaaaaaaaaaa'], 64, '--role'],
  [['device', 'set', 'nonsense', '--role', 'server'], 64, 'ID'],
  [['device', 'revoke', 'd-aaaaaaaaaaaaaaaa'], 65, 'SD-DEVICE-UNKNOWN'],
] as const)('%j ends with %i and one line', async ([args, status, words]) => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const folder = await resources.folder();
  await writeFile(join(folder, 'schools.csv'), 'school_code,school_name,level\n0012,Trường A,TH\n');
  await runDone(data, 'roster', 'import', join(folder, 'schools.csv'));
  const run = await runHere([...args.map((word) => word.replace('DIR', folder)), '--data', data]);
  expect([run.status, run.stderr]).toEqual([status, expect.stringContaining(words)]);
  expect(run.stdout).toBe('');
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
});
