import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makePrivateFolder, writeSecretFile } from '../../shared/runtime/secure-file.ts';
import { openResources } from '../support/resources.ts';

test('a secret is for its owner alone, replaces what was there whole, and leaves nothing beside it', async () => {
  await using resources = openResources();
  const folder = await resources.folder();
  const path = join(folder, 'secret');
  await writeFile(path, 'an older and longer one', { mode: 0o644 });
  // A leftover of a killed process, readable by all.
  await writeFile(`${path}.${process.pid}.tmp`, 'x', { mode: 0o644 });
  expect(writeSecretFile(path, 'new')).toEqual({ ok: true, value: undefined });
  expect(await readFile(path, 'utf8')).toBe('new');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['secret']);
});

test('a link at the temporary place is not followed', async () => {
  await using resources = openResources();
  const folder = await resources.folder();
  const path = join(folder, 'secret');
  await writeFile(join(folder, 'other'), 'untouched');
  await symlink(join(folder, 'other'), `${path}.${process.pid}.tmp`);
  expect(writeSecretFile(path, 'new').ok).toBe(true);
  expect(await readFile(join(folder, 'other'), 'utf8')).toBe('untouched');
});

test.for(['missing/secret', 'file/secret', 'folder'])(
  '%s cannot be written: a value, never an exception',
  async (name) => {
    await using resources = openResources();
    const folder = await resources.folder();
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'folder'));
    const result = writeSecretFile(join(folder, name), 'x');
    expect(result).toMatchObject({ ok: false, error: { code: 'SD-FILE-UNWRITABLE' } });
    expect((await readdir(folder)).sort()).toEqual(['file', 'folder']);
  },
);

test('a private folder is made with its parents, and one that others may enter is closed', async () => {
  await using resources = openResources();
  const folder = await resources.folder();
  expect(makePrivateFolder(join(folder, 'a/b')).ok).toBe(true);
  expect((await stat(join(folder, 'a/b'))).mode & 0o777).toBe(0o700);
  await chmod(join(folder, 'a'), 0o755);
  expect(makePrivateFolder(join(folder, 'a')).ok).toBe(true);
  expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o700);
  await writeFile(join(folder, 'file'), '');
  expect(makePrivateFolder(join(folder, 'file/x'))).toMatchObject({
    ok: false,
    error: { code: 'SD-FILE-UNWRITABLE' },
  });
});

test.runIf(process.platform === 'linux')(
  'a folder where none can be made is a value, and does not hang',
  () => {
    expect(makePrivateFolder('/proc/none/such')).toMatchObject({
      ok: false,
      error: { code: 'SD-FILE-UNWRITABLE' },
    });
  },
);
