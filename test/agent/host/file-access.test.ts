import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFileAccess } from '../../../agent/host/file-access.ts';

let root: string;
let files: ReturnType<typeof createFileAccess>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'schooldrum-files-'));
  files = createFileAccess(root);
  await mkdir(join(root, 'etc'));
  await mkdir(join(root, 'proc'));
  await writeFile(join(root, 'etc/name'), 'máy 07\n');
  await writeFile(join(root, 'proc/long'), 'x'.repeat(100_000));
  await writeFile(join(root, 'etc/bytes'), Buffer.from([0x41, 0xff, 0x00, 0x80]));
  await symlink('/usr/share/zoneinfo/Asia/Ho_Chi_Minh', join(root, 'etc/localtime'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('paths are read under the root', async () => {
  expect(await files.readText('/etc/name')).toEqual({ ok: true, value: 'máy 07\n' });
  expect(await files.readDir('/etc')).toEqual({ ok: true, value: ['bytes', 'localtime', 'name'] });
  expect(await files.readLink('/etc/localtime')).toEqual({
    ok: true,
    value: '/usr/share/zoneinfo/Asia/Ho_Chi_Minh',
  });
});

test.each(['/etc/name', '/proc/long'])('%s is read up to the cap and no further', async (path) => {
  const read = await files.readText(path, { maxBytes: 3, encoding: 'latin1' });
  expect(read.ok && read.value.length).toBe(3);
});

test('a long file of the kernel is read to its end', async () => {
  expect(await files.readText('/proc/long')).toEqual({ ok: true, value: 'x'.repeat(100_000) });
});

test('latin1 keeps one character for each byte', async () => {
  expect(await files.readText('/etc/bytes', { encoding: 'latin1' })).toEqual({
    ok: true,
    value: 'A\xff\0\x80',
  });
});

test('missing, forbidden and failed are told apart', async () => {
  expect(await files.readText('/etc/none')).toEqual({ ok: false, error: 'not-found' });
  expect(await files.readText('/etc/name/below')).toEqual({ ok: false, error: 'not-found' });
  expect(await files.readDir('/none')).toEqual({ ok: false, error: 'not-found' });
  expect(await files.readText('/etc')).toEqual({ ok: false, error: 'failed' });
  expect(await files.readLink('/etc/name')).toEqual({ ok: false, error: 'failed' });
});

test('what this account may not read is denied', async (context) => {
  await writeFile(join(root, 'etc/secret'), 's');
  await chmod(join(root, 'etc/secret'), 0);
  if (process.getuid?.() !== 0) {
    expect(await files.readText('/etc/secret')).toEqual({ ok: false, error: 'denied' });
    return;
  }
  // Root reads every file but those that the kernel itself made write-only.
  const writeOnly = '/sys/bus/pci/rescan';
  const machine = createFileAccess('/');
  if (!(await machine.stat(writeOnly)).ok) context.skip(`${writeOnly} is not there`);
  expect(await machine.readText(writeOnly)).toEqual({ ok: false, error: 'denied' });
});

test('lines come whole across the chunks of a large file, the last without its newline too', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `dòng ${index}`);
  await writeFile(join(root, 'etc/lines'), lines.join('\n'));
  const seen: string[] = [];
  expect(await files.readLines('/etc/lines', (line) => seen.push(line))).toEqual({
    ok: true,
    value: undefined,
  });
  expect(seen).toEqual(lines);
  expect(await files.readLines('/etc/none', () => {})).toEqual({ ok: false, error: 'not-found' });
});

test('size and free space of the file system', async () => {
  const capacity = await files.capacity('/');
  expect(capacity.ok && capacity.value.sizeBytes).toBeGreaterThan(capacity.ok ? capacity.value.freeBytes : 0);
});
