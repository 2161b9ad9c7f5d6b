import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { openResources } from '../support/resources.ts';
import { expectGolden } from './goldens.ts';
import { sampleDeviceId } from './sample-fleet.ts';
import { commandOf, runSample } from './sample-run.ts';

test('overview --json has exactly the document that scripts rely on', async () => {
  const { stdout } = await runSample({ kind: 'watch' }, { json: true, once: true });
  const document = JSON.parse(stdout);
  expect(document.orgUnit).toEqual({ unitId: 'root', kind: 'area', name: 'Khu vực Mai Sơn' });
  expect(document.schools[0]).toMatchObject({
    schoolCode: '51-001',
    schoolName: 'TH Kim Đồng',
    level: 'TH',
    students: 1540,
    declared: 35,
    registered: 7,
    usable: 7,
    studentsPerComputer: 132,
  });
  expect(document.schools[7]).toMatchObject({ level: 'MN', studentsPerComputer: null });
  expect(document.schools[8]).toMatchObject({ students: null, usable: 0, studentsPerComputer: null });
  expect(document.devices[0]).toMatchObject({
    deviceId: sampleDeviceId(0),
    hostname: 'PM1-MAY-00',
    schoolCode: '51-001',
    room: 'PM1',
    role: 'student',
    state: 'approved',
    presence: 'online',
    lastSeen: '2026-11-22T00:31:00.000Z',
    os: { name: 'Windows 10 Pro', version: '22H2', build: '19045' },
    cpu: { cores: 2, threads: 4 },
    memoryBytes: null,
    disks: [{ device: 'sda', sizeBytes: 500_107_862_016, kind: 'hdd' }],
    antivirus: { state: 'on' },
    outcomes: [{ collector: 'hardware', outcome: 'ok', ms: 12 }, { collector: 'antivirus' }],
    countsAsStudentComputer: true,
    reason: null,
  });
});

test('needs --json carries the three numbers, both needs, the basis and the separate totals', async () => {
  const { stdout } = await runSample(commandOf('needs'), { json: true });
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({
    asAt: '2026-11-22T00:31:00.000Z',
    normSet: 'QN-1568-2018',
    denominator: 'informatics',
    policy: 'letter',
  });
  expect(document.schools[0]).toMatchObject({
    schoolCode: '51-001',
    schoolName: 'TH Kim Đồng',
    levels: [{ level: 'TH', students: 1540, counted: 924, ratio: 24, normNeed: 39, problem: null }],
    normNeed: 39,
    needed: 39,
    declared: 35,
    registered: 34,
    usable: 34,
    basis: 'measured',
    deficit: 5,
  });
  expect(document.schools[9]).toMatchObject({ declared: null, basis: 'insufficient', deficit: null });
  const deficits = (basis: string) =>
    document.schools.reduce(
      (sum: number, school: { basis: string; deficit: number | null }) =>
        sum + (school.basis === basis ? (school.deficit ?? 0) : 0),
      0,
    );
  expect(document.totals).toMatchObject({
    deficit: deficits('measured'),
    deficitDeclared: deficits('declared'),
  });
});

test.each(['vi', 'en'] as const)('needs --csv is as reviewed, in %s', async (language) => {
  const { stdout } = await runSample(commandOf('needs'), { csv: true, separator: ';' }, { language });
  expectGolden(`needs-${language}.csv`, stdout);
});

test('an export is a file of the bytes that a pipe gets', async () => {
  await using resources = openResources();
  const folder = await resources.folder();
  const path = join(folder, 'needs.csv');
  const { stdout } = await runSample(commandOf('export', 'needs', '-o', path));
  expect(stdout).toBe('');
  expect(await readdir(folder)).toEqual(['needs.csv']);
  const bytes = await readFile(path);
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const piped = await runSample(commandOf('export', 'needs'));
  expect(Buffer.from(piped.stdout).equals(bytes)).toBe(true);
});

test('the same snapshot gives the same bytes', async () => {
  const one = await runSample(commandOf('needs'), { csv: true });
  const other = await runSample(commandOf('needs'), { csv: true });
  expect(one.stdout).toBe(other.stdout);
});

test.each([
  ['=HYPERLINK("x")', `'=HYPERLINK("x")`],
  ['+1', `'+1`],
  ['-1', `'-1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  // No snapshot takes in a control character.
  ['\t=1', ' =1'],
  ['\r=1', ' =1'],
])('a name like %j is no formula', async (typed, shown) => {
  const changed = { changeName: () => typed };
  const { stdout } = await runSample(commandOf('needs'), { csv: true }, changed);
  const records: string[][] = parse(stdout, { relaxColumnCount: true, delimiter: ',' });
  const cells = records.map((record) => record[2]).filter((cell) => cell?.endsWith(shown));
  expect(cells).toEqual(Array(10).fill(shown));
});

test('a file that cannot be written leaves nothing behind', async () => {
  await using resources = openResources();
  const folder = await resources.folder();
  const command = commandOf('export', 'needs', '-o', join(folder, 'missing', 'a.csv'));
  await expect(runSample(command)).rejects.toThrow('SD-FILE-UNWRITABLE');
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['overview', { kind: 'overview' }],
  ['schools', { kind: 'schools' }],
  ['devices', { kind: 'devices', schoolCode: undefined, room: undefined }],
  ['needs', commandOf('needs', '--policy', 'teachable')],
  ['device-show', { kind: 'device-show', deviceId: sampleDeviceId(0) }],
] as const)('%s as plain text is as reviewed', async (name, command) => {
  for (const language of ['vi', 'en'] as const) {
    const { stdout } = await runSample(command, {}, { language });
    expect(stdout).not.toContain('\u001b');
    expectGolden(`plain/${name}-${language}.txt`, stdout);
  }
});

test('listings as CSV are commas and codes; the separator can be chosen', async () => {
  const { stdout } = await runSample(
    { kind: 'devices', schoolCode: '51-001', room: undefined },
    { csv: true },
  );
  expect(stdout.split('\r\n')[1]).toContain(
    `${sampleDeviceId(0)},PM1-MAY-00,51-001,TH Kim Đồng,PM1,A0,student`,
  );
  const other = await runSample(
    { kind: 'devices', schoolCode: undefined, room: undefined },
    { csv: true, separator: ';' },
  );
  expect(other.stdout).toContain(`${sampleDeviceId(0)};PM1-MAY-00`);
});

test('--check tells how bad it is', async () => {
  expect((await runSample({ kind: 'schools' })).severity).toBe(2);
  expect((await runSample({ kind: 'devices', schoolCode: undefined, room: undefined })).severity).toBe(0);
  expect((await runSample(commandOf('needs'))).severity).toBe(2);
});

test('device set asks for exactly what was named', async () => {
  const deviceId = sampleDeviceId(0);
  const { asked } = await runSample({ kind: 'device-set', deviceId, change: { role: 'student' } });
  expect(asked).toEqual([{ kind: 'deviceSet', params: { deviceId, role: 'student' } }]);
});
