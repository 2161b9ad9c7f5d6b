import { expect, test } from 'vitest';
import { type FingerprintBookDeps, openFingerprintBook } from '../../../broker/enrol/fingerprint-book.ts';
import type { Store } from '../../../broker/store/store.ts';
import type { HardwareFingerprint } from '../../../shared/domain/fingerprint.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';
import { hardware, part, saveBoot } from './enrol-rig.ts';

async function openBook(store: Store, live: ReadonlySet<string> = new Set()) {
  const told: string[] = [];
  const deps: FingerprintBookDeps = {
    clock: { now: () => 5 },
    isLive: (deviceId) => live.has(deviceId),
    listener: {
      note: (deviceId, kind, detail) => void told.push(`${deviceId} ${kind} ${detail}`),
      setCondition: (deviceId, kind) => void told.push(`${deviceId} ${kind}`),
      clearCondition: (deviceId, kind) => void told.push(`${deviceId} not ${kind}`),
    },
    onLearned: () => void told.push('learned'),
  };
  return { book: await openFingerprintBook(store, deps), told };
}

async function addDevice(store: Store, deviceId: string, fingerprint: HardwareFingerprint): Promise<void> {
  const certificate = {
    ...{
      sha256: deviceId,
      cn: deviceId,
      keyId: deviceId,
      pem: 'pem',
      issuedAt: 1,
      expiresAt: 2,
      caSha256: '',
    },
    revokedAt: null,
  };
  const history = { originKeyId: null, mergedInto: null, leftAt: null };
  const device = { deviceId, joinedAt: 1, tokenId: null, fingerprint, isWeakIdentity: false, ...history };
  const act = { at: 1, kind: 'split', deviceId, keyId: deviceId } as const;
  await store.enrol({ certificate, device, revokesOthers: false, act });
}

test('who never was born is whatever comes first; after that only its own parts are it, also after a restart', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await addDevice(store, 'd-a', hardware('a'));
  const { book } = await openBook(store);
  expect(book.compare('d-a', hardware('b'))).toBe('same');
  expect(await book.noteBirth('d-a', hardware('b'))).toEqual([]);
  expect(book.compare('d-a', hardware('b'))).toBe('same');
  expect(book.compare('d-a', hardware('a'))).toBe('other');
  expect(book.compare('d-a', {})).toBe('unknown');
  await saveBoot(store, 'd-a', 'b'.repeat(16), false);
  const again = (await openBook(store)).book;
  expect(again.compare('d-a', hardware('a'))).toBe('other');
  expect(again.compare('d-a', hardware('b'))).toBe('same');
});

test('a foreign boot is nobody’s birth', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await addDevice(store, 'd-a', hardware('a'));
  await saveBoot(store, 'd-a', 'b'.repeat(16), true);
  expect((await openBook(store)).book.compare('d-a', hardware('c'))).toBe('same');
});

test('a replaced part is told and kept; one that could not be read stays what it was', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await addDevice(store, 'd-a', hardware('a'));
  const { book, told } = await openBook(store);
  await book.noteBirth('d-a', hardware('a'));
  const { systemDisk: _unread, ...rest } = hardware('a');
  expect(await book.noteBirth('d-a', { ...rest, macs: [part('new'), part('a mac')] })).toEqual(['macs']);
  expect(await book.noteBirth('d-a', { ...rest, macs: [part('a mac'), part('new')] })).toEqual([]);
  expect((await store.device('d-a'))?.fingerprint).toEqual({
    ...hardware('a'),
    macs: [part('new'), part('a mac')],
  });
  expect(told).toEqual(['d-a hardware-changed macs']);
  expect(book.alike({ macs: [part('new')] })).toEqual([{ deviceId: 'd-a', shared: ['macs'] }]);
});

test('most parts first; nothing in common is nobody', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await addDevice(store, 'd-a', hardware('a'));
  await addDevice(store, 'd-b', { ...hardware('b'), boardSerial: part('a board') });
  const { book } = await openBook(store);
  expect(book.alike(hardware('a')).map(({ deviceId, shared }) => [deviceId, shared.length])).toEqual([
    ['d-a', 4],
    ['d-b', 1],
  ]);
  expect(book.alike(hardware('c'))).toEqual([]);
});

test('a value on two live machines is learned once and for good; asleep, they may be one machine', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const board = { boardSerial: part('Default string') };
  await addDevice(store, 'd-a', { ...hardware('a'), ...board });
  await addDevice(store, 'd-b', { ...board, macs: [part('b mac')] });
  await addDevice(store, 'd-c', { ...board, macs: [part('c mac')] });
  const live = new Set<string>();
  const { book, told } = await openBook(store, live);
  await book.noteBirth('d-b', { ...board, macs: [part('b mac')] });
  expect(told).toEqual([]);
  live.add('d-b').add('d-a');
  await book.noteBirth('d-a', { ...hardware('a'), ...board });
  expect(told.splice(0).sort()).toEqual([
    'd-a placeholder-learned boardSerial d-b',
    'd-b placeholder-learned boardSerial d-a',
    'd-b weak-identity',
    'd-c weak-identity',
    'learned',
  ]);
  expect(book.alike(board)).toEqual([]);
  expect(await store.device('d-c')).toMatchObject({ isWeakIdentity: true });
  const again = await openBook(store, live);
  expect(again.book.valid({ ...board, systemDisk: 'x' })).toEqual({ systemDisk: 'x' });
  live.add('d-c');
  const stronger = { ...board, macs: [part('c mac')], systemDisk: part('c disk') };
  await again.book.noteBirth('d-c', stronger);
  expect(again.told).toEqual(['d-c not weak-identity']);
  expect(await store.device('d-c')).toMatchObject({ isWeakIdentity: false, fingerprint: stronger });
});

test('a birth looks at its own parts, however large the fleet is', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  let looked = 0;
  const machines = Array.from({ length: 5_000 }, (_, n) => ({
    ...{ deviceId: `d-${n}`, joinedAt: 1, tokenId: null, isWeakIdentity: false },
    ...{ originKeyId: null, mergedInto: null, leftAt: null },
    fingerprint: { ...hardware(`m${n}`), boardSerial: part('same board') },
  }));
  const book = await openFingerprintBook(
    { ...store, devices: () => Promise.resolve(machines), bornDevices: () => Promise.resolve([]) },
    {
      clock: { now: () => 5 },
      isLive: () => {
        looked += 1;
        return true;
      },
      listener: { note: () => {}, setCondition: () => {}, clearCondition: () => {} },
      onLearned: () => {},
    },
  );
  for (const { deviceId, fingerprint } of machines) await book.noteBirth(deviceId, fingerprint);
  // The first birth meets the common serial; it is a placeholder from then on.
  expect(looked).toBe(1);
});
