import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeDataLock } from '../../../broker/store/sqlite/data-lock.ts';
import { openSqliteStore } from '../../../broker/store/sqlite-store.ts';
import { storeError } from '../../../broker/store/store-error.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';

const device = (deviceId: string) => ({
  deviceId,
  joinedAt: 5,
  tokenId: 'tttttttt',
  fingerprint: { systemUuid: 'u', macs: ['m'] },
  isWeakIdentity: false,
  originKeyId: null,
  mergedInto: null,
  leftAt: null,
});
const place = {
  schoolCode: '0012',
  room: null,
  seat: null,
  role: 'student',
  state: 'approved',
  confirmedGoodAt: null,
} as const;
const certificate = (cn: string, sha256: string, keyId = 'k') => ({
  sha256,
  cn,
  keyId,
  pem: 'pem',
  issuedAt: 5,
  expiresAt: 4_000_000_000_000,
  caSha256: '',
  revokedAt: null,
});
const token = (usesLeft: number) => ({
  id: 'tttttttt',
  secretHash: 'h',
  schoolCode: '0012',
  room: null,
  role: null,
  uses: usesLeft,
  usesLeft,
  seats: null,
  expiresAt: 100,
  createdAt: 1,
  revokedAt: null,
});

test('an admission writes everything of a machine, or nothing', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await store.saveToken(token(2));
  const admission = {
    device: device('d-a'),
    assignment: { deviceId: 'd-a', validFrom: 5, ...place },
    certificate: certificate('d-a', 's1'),
    tokenId: 'tttttttt',
    at: 5,
  };
  expect(await store.admit(admission)).toEqual({ kind: 'admitted' });
  expect(await store.device('d-a')).toEqual(device('d-a'));
  expect(await store.assignment('d-a')).toEqual(admission.assignment);
  expect(await store.admit({ ...admission, device: device('d-b') })).toEqual({
    kind: 'known',
    certificate: admission.certificate,
  });
  // The same certificate under another key cannot be stored: the use and the device go back with it.
  const clash = { ...admission, device: device('d-b'), certificate: certificate('d-b', 's1', 'k2') };
  await expect(store.admit(clash)).rejects.toThrow();
  expect((await store.token('tttttttt'))?.usesLeft).toBe(1);
  expect(await store.devices()).toEqual([device('d-a')]);
});

test('the newest assignment holds; what was before is kept', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  for (const [validFrom, seat] of [
    [3, 'b'],
    [1, 'a'],
    [3, 'c'],
  ] as const) {
    await store.assign({ deviceId: 'd-a', validFrom, ...place, seat }, 'test');
  }
  expect(await store.assignment('d-a')).toMatchObject({ seat: 'c' });
  expect(await store.assignments()).toHaveLength(1);
  expect(await store.assignment('d-none')).toBeNull();
});

test('what was said last holds, also where the clock was set back in between', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await store.assign(
    { ...place, deviceId: 'd-a', validFrom: 2_000, seat: '1', state: 'retired' as const },
    'test',
  );
  await store.assign({ ...place, deviceId: 'd-a', validFrom: 1_000, seat: '2', state: 'approved' }, 'test');
  expect(await store.assignment('d-a')).toMatchObject({ seat: '2', state: 'approved', validFrom: 2_000 });
});

test('revocation takes every certificate of a name, once', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const user = {
    userId: 'u-a',
    name: 'A',
    role: 'planner',
    unitId: 'root',
    createdAt: 1,
    revokedAt: null,
  } as const;
  await store.addUser(user, certificate('u-a', 's1'));
  expect(await store.revokeUser('u-a', 7)).toBe(true);
  expect(await store.revokeUser('u-none', 7)).toBe(false);
  expect(await store.users()).toEqual([{ ...user, revokedAt: 7 }]);
  expect(await store.certificatesOfKey('k')).toMatchObject([{ sha256: 's1', revokedAt: 7 }]);
  expect(await store.revokeCertificates('u-a', 9)).toBe(0);
});

test('the audit log can be added to and read, nothing else', async () => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'a.db');
  const opened = openSqliteStore(path);
  if (!opened.ok) throw new Error(opened.error.code);
  const store = resources.closing(opened.value);
  await store.audit({ at: 1, actor: 'a', action: 'x' });
  await store.audit({ at: 2, actor: 'a', action: 'y', subject: 's', detail: 'd' });
  expect(await store.auditLog({ limit: 1 })).toEqual([
    { id: 2, at: 2, actor: 'a', action: 'y', subject: 's', detail: 'd' },
  ]);
  const { DatabaseSync } = await import('node:sqlite');
  const other = resources.closing(new DatabaseSync(path));
  expect(() => other.exec("UPDATE audit SET actor = 'b'")).toThrow('append-only');
  expect(() => other.exec('DELETE FROM audit')).toThrow('append-only');
});

test('settings are kept; a sound database has no faults', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  expect(await store.setting('a')).toBeNull();
  await store.saveSetting('a', '1');
  await store.saveSetting('a', '2');
  expect(await store.setting('a')).toBe('2');
  expect(await store.check()).toEqual([]);
});

test('the lock is one holder’s until it is released', async () => {
  await using resources = openResources();
  const folder = await resources.folder();
  const first = takeDataLock(folder);
  if (!first.ok) throw new Error(first.error.code);
  expect(takeDataLock(folder)).toEqual({
    ok: false,
    error: { code: 'SD-DATA-LOCKED', values: { path: folder } },
  });
  first.value.release();
  const second = takeDataLock(folder);
  if (!second.ok) throw new Error(second.error.code);
  second.value.release();
  expect(takeDataLock(join(folder, 'none'))).toMatchObject({
    ok: false,
    error: { code: 'SD-STORE-UNREADABLE' },
  });
});

test('a full disk and a damaged file are told from bugs', () => {
  const sqlite = (errcode: number) => Object.assign(new Error('words'), { errcode });
  expect(storeError(sqlite(13), 'p')?.code).toBe('SD-DISK-FULL');
  expect(storeError(sqlite(11), 'p')?.code).toBe('SD-STORE-UNREADABLE');
  expect(storeError(sqlite(266), 'p')?.code).toBe('SD-STORE-UNREADABLE');
  expect(storeError(new Error('a bug'), 'p')).toBeNull();
});
