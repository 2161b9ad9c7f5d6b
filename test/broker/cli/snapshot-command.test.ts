import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { initBroker, runDone, runHere } from '../../support/broker-process.ts';
import { openResources, type Resources } from '../../support/resources.ts';

async function installation(resources: Resources) {
  const data = await initBroker(resources);
  const folder = await resources.folder();
  const file = join(folder, 'schools.csv');
  await writeFile(
    file,
    'school_code,school_name,level,students\n0012,Trường A,TH,500\n0013,Trường B,TH,20\n',
  );
  await runDone(data, 'roster', 'import', file);
  return { data, folder };
}

test('a snapshot is taken by the short form and the long one, listed, shown and closed', async () => {
  await using resources = openResources();
  const { data } = await installation(resources);
  const short = await runDone(
    data,
    ...['snapshot', '--as-at', '2020-09-30', '--name', 'Chốt 30-9', '--kind', 'school-year-start'],
  );
  expect(short).toMatch(/“Chốt 30-9” as at 30\/09\/2020 is taken: 2 schools, 0 PCs, SHA-256 [0-9a-f]{64}\./);
  expect(short).toContain('Could not be rebuilt: ');
  const made = JSON.parse(await runDone(data, 'snapshot', 'create', '--name', 'Now', '--json'));
  expect(made).toMatchObject({ name: 'Now', kind: 'ad-hoc', takenBy: 'local', schools: 2, gaps: [] });
  const listed = JSON.parse(await runDone(data, 'snapshot', 'list', '--json'));
  expect(listed.map(({ name, asAt }: { name: string; asAt: string }) => [name, asAt])).toEqual([
    ['Now', made.asAt],
    ['Chốt 30-9', '2020-09-30T16:59:59.999Z'],
  ]);
  const schools = JSON.parse(await runDone(data, 'snapshot', 'show', 'Now', '--json'));
  expect(schools.confirmations).toMatchObject([
    { schoolCode: '0012', state: 'draft' },
    { schoolCode: '0013', state: 'draft' },
  ]);
  expect(await runDone(data, 'snapshot', 'close', 'Now')).toContain('is closed');
  const again = await runHere(['snapshot', 'close', 'Now', '--data', data]);
  expect([again.status, again.stderr]).toEqual([66, expect.stringContaining('SD-SNAPSHOT-CLOSED')]);
  const csv = await runDone(data, 'snapshot', 'list', '--csv');
  expect(csv.split('\n')[0]).toContain('name,snapshotKind,asAt');
});

test.each([
  [['--name', 'N', '--as-at', '2999-01-01'], 66, 'SD-SNAPSHOT-FUTURE'],
  [['--name', 'N', '--as-at', '30/09/2026'], 64, '--as-at'],
  [['--name', 'N', '--kind', 'live'], 64, '--kind'],
  [['--name', '/x'], 64, '--name'],
  [[], 64, '--name'],
])('snapshot %j is refused', async (flags, status, words) => {
  await using resources = openResources();
  const { data } = await installation(resources);
  const run = await runHere(['snapshot', ...flags, '--data', data]);
  expect([run.status, run.stdout]).toEqual([status, '']);
  expect(run.stderr).toContain(words);
});

test('a copy of the installation has its snapshots, with the same hash', async () => {
  await using resources = openResources();
  const { data, folder } = await installation(resources);
  const { sha256 } = JSON.parse(await runDone(data, 'snapshot', '--name', 'N', '--json'));
  const [copy, other] = [join(folder, 'copy'), join(folder, 'other')];
  await runDone(data, 'backup', '--output', copy);
  expect((await runHere(['restore', copy, '--data', other])).status).toBe(0);
  expect(JSON.parse(await runDone(other, 'snapshot', 'list', '--json'))).toMatchObject([
    { name: 'N', sha256 },
  ]);
  expect(JSON.parse(await runDone(other, 'snapshot', 'show', 'N', '--json')).confirmations).toHaveLength(2);
});
