import { readFileSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { parseJoinToken } from '../../../shared/contract/join-token.ts';
import { initBroker, runDone, runHere, startBroker } from '../../support/broker-process.ts';
import { joinMachines } from '../../support/join-machines.ts';
import { openResources, type Resources } from '../../support/resources.ts';

async function openSchool(resources: Resources) {
  const data = await initBroker(resources);
  const folder = await resources.folder();
  await writeFile(join(folder, 'r.csv'), 'school_code,school_name,level\n0012,Trường A,TH\n');
  await runDone(data, 'roster', 'import', join(folder, 'r.csv'));
  return { data, folder };
}

test('the token is alone on stdout; picture and sheet are beside it, and nobody else may read the sheet', async () => {
  await using resources = openResources();
  const { data, folder } = await openSchool(resources);
  const sheet = join(folder, 'slip.pdf');
  const words = ['--school', '0012', '--room', ' PM1 ', '--role', 'student', '--seats', '40', '--uses', '45'];
  const run = await runHere(['token', '--data', data, ...words, '--qr', '--sheet', sheet]);
  expect(run.status).toBe(0);
  expect(run.stdout).toMatch(/^SD1\.[A-Za-z0-9_-]+\n$/);
  const token = parseJoinToken(run.stdout);
  if (!token.ok) throw new Error(token.error);
  const said = stripVTControlCharacters(run.stderr);
  expect(said).toMatch(/█/);
  expect(said).toContain(sheet);
  expect(run.stderr).not.toContain(token.value.secret);
  expect(statSync(sheet).mode & 0o777).toBe(0o600);
  expect(readFileSync(sheet).subarray(0, 5).toString()).toBe('%PDF-');

  expect(JSON.parse(await runDone(data, 'token', 'list', '--json'))).toMatchObject([
    { id: token.value.id, room: 'PM1', role: 'student', uses: 45, usesLeft: 45, seats: 40, isRevoked: false },
  ]);
  expect(await runDone(data, 'token', 'list')).toMatch(/0\/45/);
  const rooms = JSON.parse(await runDone(data, 'room', 'list', '--json'));
  expect(rooms).toMatchObject([{ schoolCode: '0012', room: 'PM1', seats: 40, machines: 0 }]);
  expect(rooms[0].missingSeats).toHaveLength(40);

  // The secret is nowhere but with whoever asked for it.
  expect(await runDone(data, 'audit', 'list', '--json')).not.toContain(token.value.secret);
  for (const file of ['schooldrum.db', 'schooldrum.db-wal']) {
    const content = await readFile(join(data, file)).catch(() => Buffer.alloc(0));
    expect(content.includes(token.value.secret)).toBe(false);
  }
});

test.for([
  [['--seats', '40'], '--room'],
  [['--room', 'PM1', '--seats', '0'], '--seats'],
  [['--room', 'PM1', '--seats', 'many'], '--seats'],
] as const)('%j is refused, and no token is made', async ([words, reason]) => {
  await using resources = openResources();
  const { data } = await openSchool(resources);
  const run = await runHere(['token', '--data', data, '--school', '0012', ...words]);
  expect([run.status, run.stdout, run.stderr]).toEqual([64, '', expect.stringContaining(reason)]);
  expect(JSON.parse(await runDone(data, 'token', 'list', '--json'))).toEqual([]);
});

test('a sheet never overwrites a file: then no token is made either', async () => {
  await using resources = openResources();
  const { data, folder } = await openSchool(resources);
  const run = await runHere(['token', '--data', data, '--school', '0012', '--sheet', join(folder, 'r.csv')]);
  expect([run.status, run.stdout, run.stderr]).toEqual([
    73,
    '',
    expect.stringContaining('SD-FILE-UNWRITABLE'),
  ]);
  expect(JSON.parse(await runDone(data, 'token', 'list', '--json'))).toEqual([]);
});

test('uses are counted, and a revoked token admits nobody', async () => {
  await using resources = openResources();
  const { data } = await openSchool(resources);
  await startBroker(resources, data);
  const token = (await runDone(data, 'token', '--school', '0012', '--uses', '3')).trim();
  await joinMachines(token, 2);
  expect(await runDone(data, 'token', 'list')).toMatch(/ 2\/3 /);
  expect(await runDone(data, 'token', 'list', '--csv')).toMatch(/,3,1,/);
  const parsed = parseJoinToken(token);
  await runDone(data, 'token', 'revoke', parsed.ok ? parsed.value.id : '');
  await expect(joinMachines(token, 1)).rejects.toThrow('SD-JOIN-TOKEN-REVOKED');
});
