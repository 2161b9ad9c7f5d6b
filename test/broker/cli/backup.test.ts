import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { readProfile } from '../../../shared/runtime/profile.ts';
import { openAskingUser } from '../../support/asking-user.ts';
import { initBroker, runDone, runHere, startBroker } from '../../support/broker-process.ts';
import { eventually } from '../../support/eventually.ts';
import { openResources, type Resources } from '../../support/resources.ts';

const main = fileURLToPath(new URL('../../../broker/main.ts', import.meta.url));

async function installation(resources: Resources) {
  const data = await initBroker(resources);
  const folder = await resources.folder();
  const file = join(folder, 'schools.csv');
  await writeFile(file, 'school_code,school_name,level\n0012,Trường A,TH\n');
  await runDone(data, 'roster', 'import', file);
  return { data, folder };
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

test('a copy made while the broker serves, restored elsewhere, is the same installation; nobody else may read it', async () => {
  await using resources = openResources();
  const { data, folder } = await installation(resources);
  const running = await startBroker(resources, data);
  await runDone(data, 'token', '--school', '0012');
  const copy = join(folder, 'copy');
  const made = await runHere(['backup', '--data', data, '--output', copy]);
  expect([made.status, made.stdout]).toEqual([0, '']);
  await runDone(data, 'token', '--school', '0012', '--room', 'later');
  expect(filesOf(copy)).toEqual([
    'admin.profile.json',
    'authority/ca.key',
    'authority/ca.pem',
    'authority/fingerprint.key',
    'authority/server.pem',
    'broker.toml',
    'manifest.json',
    'schooldrum.db',
  ]);
  for (const file of filesOf(copy)) expect(statSync(join(copy, file)).mode & 0o777).toBe(0o600);
  expect(statSync(copy).mode & 0o777).toBe(0o700);

  const other = join(folder, 'other');
  const restored = await runHere(['restore', copy, '--data', other]);
  expect([restored.status, restored.stderr]).toEqual([0, expect.stringContaining(`serve --data ${other}`)]);
  expect(JSON.parse(await runDone(other, 'token', 'list', '--json'))).toHaveLength(1);
  expect(JSON.parse(await runDone(data, 'token', 'list', '--json'))).toHaveLength(2);
  for (const file of filesOf(other)) expect(statSync(join(other, file)).mode & 0o777).toBe(0o600);

  // Whoever was known then is known again.
  await running.end('SIGTERM');
  await startBroker(resources, other);
  const profile = readProfile(join(data, 'admin.profile.json'));
  if (!profile.ok) throw new Error(profile.error.code);
  const admin = await openAskingUser(profile.value, createSystemClock());
  resources.defer(admin.stop);
  expect((await admin.ask('schools', {}))[0]?.schools).toHaveLength(1);
});

test('the authority alone is copied, and init makes an installation of it that trusts the same machines', async () => {
  await using resources = openResources();
  const { data, folder } = await installation(resources);
  const copy = join(folder, 'copy');
  await runDone(data, 'backup', '--output', copy, '--authority-only');
  expect(filesOf(copy)).toEqual([
    'authority/ca.key',
    'authority/ca.pem',
    'authority/fingerprint.key',
    'authority/server.pem',
    'broker.toml',
    'manifest.json',
  ]);
  const other = join(folder, 'other');
  const restored = await runHere(['restore', copy, '--data', other]);
  expect([restored.status, restored.stderr]).toEqual([0, expect.stringContaining(`init --data ${other}`)]);
  await runDone(other, 'init');
  expect(await readFile(join(other, 'authority/ca.pem'), 'utf8')).toBe(
    await readFile(join(data, 'authority/ca.pem'), 'utf8'),
  );
  expect(JSON.parse(await runDone(other, 'token', 'list', '--json'))).toEqual([]);
});

test('a copy never goes into a folder that is there, and cannot half succeed', async () => {
  await using resources = openResources();
  const { data, folder } = await installation(resources);
  const there = await runHere(['backup', '--data', data, '--output', folder]);
  expect([there.status, there.stderr]).toEqual([73, expect.stringContaining('SD-FOLDER-NOT-EMPTY')]);
  await writeFile(join(folder, 'file'), '');
  const impossible = await runHere(['backup', '--data', data, '--output', join(folder, 'file', 'copy')]);
  expect([impossible.status, impossible.stderr]).toEqual([73, expect.stringContaining('SD-FILE-UNWRITABLE')]);
  expect((await runHere(['backup', '--data', data])).status).toBe(64);
});

test('a copy that was killed is no backup, and does not stand in the way of the next', async () => {
  await using resources = openResources();
  const { data, folder } = await installation(resources);
  const copy = join(folder, 'copy');
  const child = spawn(process.execPath, [main, 'backup', '--data', data, '--output', copy], {
    stdio: 'ignore',
  });
  resources.process(child);
  const ended = once(child, 'exit');
  await eventually(() => existsSync(`${copy}.unfinished`) || existsSync(copy) || undefined);
  child.kill('SIGKILL');
  await ended;
  // Either it had just been finished, or nothing bears its name.
  if (existsSync(copy)) await rm(copy, { recursive: true });
  const half = await runHere(['restore', `${copy}.unfinished`, '--data', join(folder, 'other')]);
  expect([half.status, half.stderr]).toEqual([65, expect.stringContaining('SD-BACKUP-INVALID')]);
  await runDone(data, 'backup', '--output', copy);
  expect(existsSync(`${copy}.unfinished`)).toBe(false);
  expect((await runHere(['restore', copy, '--data', join(folder, 'other')])).status).toBe(0);
});

test('what is damaged, foreign, newer or in the way is refused, and nothing is left behind', async () => {
  await using resources = openResources();
  const { data, folder } = await installation(resources);
  const copy = join(folder, 'copy');
  const other = join(folder, 'other');
  await runDone(data, 'backup', '--output', copy);
  const refusal = async (target = other): Promise<string> => {
    const { status, stderr } = await runHere(['restore', copy, '--data', target]);
    expect(existsSync(`${target}.unfinished`)).toBe(false);
    return `${status} ${/SD-[A-Z-]+/.exec(stderr)?.[0]} ${stderr}`;
  };
  expect(await refusal(data)).toContain('73 SD-FOLDER-NOT-EMPTY');

  const manifest = readFileSync(join(copy, 'manifest.json'), 'utf8');
  const changed = async (change: (manifest: Record<string, unknown>) => unknown): Promise<string> => {
    await writeFile(join(copy, 'manifest.json'), JSON.stringify(change(JSON.parse(manifest))));
    return refusal();
  };
  expect(await changed((one) => ({ ...one, v: 2, version: '9.9.9' }))).toMatch(
    /^78 SD-BACKUP-NEWER .*9\.9\.9/,
  );
  expect(await changed((one) => ({ ...one, kind: 'other' }))).toContain('65 SD-BACKUP-INVALID');
  const outside = { path: '../outside', sizeBytes: 0, sha256: '0'.repeat(64) };
  expect(await changed((one) => ({ ...one, files: [outside] }))).toContain('65 SD-BACKUP-INVALID');
  await writeFile(join(copy, 'manifest.json'), 'not JSON');
  expect(await refusal()).toContain('65 SD-BACKUP-INVALID');

  await writeFile(join(copy, 'manifest.json'), manifest);
  await appendFile(join(copy, 'schooldrum.db'), 'x');
  expect(await refusal()).toMatch(/^65 SD-BACKUP-DAMAGED .*schooldrum\.db/);
  await rm(join(copy, 'schooldrum.db'));
  expect(await refusal()).toMatch(/^65 SD-BACKUP-DAMAGED .*schooldrum\.db/);
  expect(existsSync(other)).toBe(false);
});

test('an empty folder may be restored into', async () => {
  await using resources = openResources();
  const { data, folder } = await installation(resources);
  const copy = join(folder, 'copy');
  const other = join(folder, 'other');
  await runDone(data, 'backup', '--output', copy);
  await mkdir(other);
  expect((await runHere(['restore', copy, '--data', other])).status).toBe(0);
});
