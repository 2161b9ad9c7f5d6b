import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { type Enrolment, maxLiveCertificates } from '../../../broker/store/identity-port.ts';
import type { Assignment } from '../../../broker/store/registry-port.ts';
import { firstMigration } from '../../../broker/store/sql/001-first.ts';
import { openSqliteStore } from '../../../broker/store/sqlite-store.ts';
import type { Store } from '../../../broker/store/store.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';
import { saveBoot } from '../enrol/enrol-rig.ts';

const boot = 'b'.repeat(16);

const device = (deviceId: string) => ({
  deviceId,
  joinedAt: 5,
  tokenId: null,
  fingerprint: { systemUuid: 'u', macs: ['m1', 'm2'] },
  isWeakIdentity: false,
  originKeyId: null,
  mergedInto: null,
  leftAt: null,
});
const assignment = (deviceId: string, validFrom = 5): Assignment => ({
  ...{ deviceId, validFrom, schoolCode: '0012', room: 'PM1', seat: '01', confirmedGoodAt: null },
  role: 'student',
  state: 'approved',
});
const certificate = (cn: string, sha256: string, issuedAt = 5, keyId = `key ${sha256}`) => ({
  ...{
    sha256,
    cn,
    keyId,
    pem: 'pem',
    issuedAt,
    expiresAt: 4_000_000_000_000,
    caSha256: 'ca',
    revokedAt: null,
  },
});
const enrolment = (deviceId: string, sha256: string, over: Partial<Enrolment> = {}): Enrolment => ({
  certificate: certificate(deviceId, sha256),
  revokesOthers: false,
  act: { at: 5, kind: 'renewed', deviceId, keyId: 'common' },
  ...over,
});

async function enrolNew(store: Store, deviceId: string): Promise<void> {
  const made = { device: device(deviceId), assignment: assignment(deviceId) };
  await store.enrol(enrolment(deviceId, `${deviceId} 1`, made));
}

test('an enrolment writes everything of a machine, or nothing', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await saveBoot(store, 'd-a', boot, true);
  const act = { at: 7, kind: 'split', deviceId: 'd-b', keyId: 'common' } as const;
  const split = enrolment('d-b', 's1', {
    device: { ...device('d-b'), originKeyId: 'common' },
    assignment: assignment('d-b'),
    takesBoot: { deviceId: 'd-a', boot },
    act,
  });
  expect(await store.enrol(split)).toEqual([]);
  expect(await store.device('d-b')).toEqual({ ...device('d-b'), originKeyId: 'common' });
  expect(await store.assignment('d-b')).toEqual(assignment('d-b'));
  expect(await store.certificatesOfKey('key s1')).toEqual([certificate('d-b', 's1')]);
  expect(await store.boots([{ deviceId: 'd-b', boot }])).toMatchObject({ value: [{ isForeign: false }] });
  expect(await store.countActs('split', { keyId: 'common' }, 6)).toBe(1);
  expect(await store.countActs('split', { keyId: 'common' }, 7)).toBe(0);
  expect(await store.countActs('split', { deviceId: 'd-b' }, 0)).toBe(1);
  expect(await store.countActs('renewed', { deviceId: 'd-b' }, 0)).toBe(0);
  // The certificate exists: neither machine nor act is written.
  await expect(store.enrol({ ...split, device: device('d-c') })).rejects.toThrow();
  expect(await store.device('d-c')).toBeNull();
  expect(await store.countActs('split', { keyId: 'common' }, 0)).toBe(1);
  expect(await store.auditLog({ limit: 9 })).toMatchObject([
    { action: 'split', actor: 'd-b', subject: 'd-b' },
  ]);
});

test('a recovery revokes what was before, moves the machine and ends its leave', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await enrolNew(store, 'd-a');
  await store.retire({ ...assignment('d-a', 6), state: 'retired' }, { actor: 'd-a', hasLeft: true });
  expect(await store.device('d-a')).toMatchObject({ leftAt: 6 });
  expect(await store.certificatesOf('d-a')).toMatchObject([{ revokedAt: 6 }]);
  const fingerprint = { systemDisk: 'new' };
  await store.enrol(
    enrolment('d-a', 's2', {
      ...{ assignment: assignment('d-a', 7), fingerprint, isWeakIdentity: true },
      ...{ revokesOthers: true, endsLeave: true },
      act: { at: 7, kind: 'recovered', deviceId: 'd-a', keyId: 'key s2' },
    }),
  );
  expect(await store.device('d-a')).toMatchObject({ leftAt: null, fingerprint, isWeakIdentity: true });
  expect(await store.assignment('d-a')).toMatchObject({ state: 'approved' });
  const states = (await store.certificatesOf('d-a')).map(({ sha256, revokedAt }) => [sha256, revokedAt]);
  expect(states.sort()).toEqual([
    ['d-a 1', 6],
    ['s2', null],
  ]);
});

test('the oldest live certificates are forgotten, those of common keys and revoked ones never', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await enrolNew(store, 'd-a');
  await store.shareKey('key d-a 1', 'd-a', 5);
  const forgotten: string[] = [];
  for (let n = 0; n < maxLiveCertificates + 2; n += 1) {
    const next = certificate('d-a', `s${n}`, 10 + n);
    forgotten.push(...(await store.enrol(enrolment('d-a', next.sha256, { certificate: next }))));
  }
  expect(forgotten).toEqual(['s0', 's1']);
  expect(await store.certificatesOfKey('key d-a 1')).toHaveLength(1);
  expect(await store.certificatesOfKey('key s0')).toEqual([]);
  await store.revokeCertificates('d-a', 90);
  await store.enrol(enrolment('d-a', 'after', { certificate: certificate('d-a', 'after', 99) }));
  expect(await store.certificatesOf('d-a')).toHaveLength(maxLiveCertificates + 2);
});

test('acts are kept for a month of their kind', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await enrolNew(store, 'd-a');
  const at = 31 * 86_400_000;
  const act = { at, kind: 'renewed', deviceId: 'd-a', keyId: 'k' } as const;
  await store.enrol(enrolment('d-a', 's2', { act }));
  expect(await store.countActs('renewed', { deviceId: 'd-a' }, 0)).toBe(1);
});

test('shared keys, placeholders, conditions and fingerprints are kept', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await enrolNew(store, 'd-a');
  await store.shareKey('k', 'd-a', 1);
  await store.shareKey('k', 'd-b', 2);
  expect(await store.sharedKeys()).toEqual([{ keyId: 'k', deviceId: 'd-a' }]);
  await store.learnPlaceholder('macs', 'm1', 1);
  await store.learnPlaceholder('macs', 'm1', 2);
  expect(await store.learnedPlaceholders()).toEqual([{ part: 'macs', value: 'm1' }]);
  await store.setCondition({ deviceId: 'd-a', kind: 'clone', since: 1, detail: null });
  await store.setCondition({ deviceId: 'd-a', kind: 'clone', since: 2, detail: 'again' });
  expect(await store.conditions()).toEqual([{ deviceId: 'd-a', kind: 'clone', since: 1, detail: 'again' }]);
  await store.clearCondition('d-a', 'clone');
  expect(await store.conditions()).toEqual([]);
  const fingerprint = { boardSerial: 'b' };
  await store.saveFingerprints([{ deviceId: 'd-a', fingerprint, isWeakIdentity: true }]);
  expect(await store.device('d-a')).toMatchObject({ fingerprint, isWeakIdentity: true });
  await store.setMergedInto('d-a', 'd-b');
  expect(await store.device('d-a')).toMatchObject({ mergedInto: 'd-b' });
});

test('who was born on its own hardware', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  for (const deviceId of ['d-a', 'd-b', 'd-c']) await enrolNew(store, deviceId);
  await saveBoot(store, 'd-a', boot, false);
  await saveBoot(store, 'd-b', boot, true);
  expect(await store.bornDevices()).toEqual(['d-a']);
});

test('two ids are proposed once, whatever became of it', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const pair = { createdAt: 1, deviceId: 'd-b', otherId: 'd-a', reason: 'seat' } as const;
  const first = await store.addProposal(pair);
  expect(first).toMatchObject({ ...pair, state: 'open', decidedAt: null });
  await store.addProposal({ ...pair, otherId: 'd-c' });
  const decided = await store.decideProposal(first?.id ?? 0, { state: 'rejected', at: 2, by: 'u-a' });
  expect(decided).toMatchObject({ state: 'rejected', decidedAt: 2, decidedBy: 'u-a' });
  expect(await store.addProposal({ ...pair, reason: 'hardware' })).toBeNull();
  expect((await store.proposals()).map(({ otherId }) => otherId)).toEqual(['d-c', 'd-a']);
  expect(await store.decideProposal(99, { state: 'accepted', at: 2, by: 'u-a' })).toBeNull();
});

test('a room is as it was described last', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  expect(await store.room('0012', 'PM1')).toBeNull();
  const room = (validFrom: number, seats: number | null) =>
    ({ schoolCode: '0012', room: 'PM1', siteCode: null, validFrom, kind: 'lab', seats }) as const;
  for (const [validFrom, seats] of [
    [3, 30],
    [1, 10],
    [3, 40],
  ] as const) {
    await store.saveRoom(room(validFrom, seats), 'u-a');
  }
  await store.saveRoom({ ...room(1, null), room: 'PM2', kind: null }, 'u-a');
  expect(await store.room('0012', 'PM1')).toEqual(room(3, 40));
  expect(await store.rooms()).toEqual([room(3, 40), { ...room(1, null), room: 'PM2', kind: null }]);
});

test('a database of the first version keeps every row, and knows what it did not know', async () => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'first.db');
  const first = new DatabaseSync(path);
  first.exec(`${firstMigration}; PRAGMA user_version = 1;
    INSERT INTO setting VALUES ('caSha256', 'the-ca');
    INSERT INTO device (device_id, joined_at, token_id, system_uuid, macs) VALUES
      ('d-a', 1, 'tttttttt', 'u', 'm'), ('d-b', 2, 'tttttttt', NULL, NULL);
    INSERT INTO assignment_version (device_id, valid_from, school_code, room, seat, role, state, actor)
      VALUES ('d-a', 1, '0012', 'PM1', '07', 'student', 'approved', 'token');
    INSERT INTO certificate VALUES ('s1', 'd-a', 'k1', 'pem', 1000, NULL), ('s2', 'd-b', 'k2', 'pem', 1000, 9);
    INSERT INTO token VALUES ('tttttttt', 'h', '0012', 'PM1', 'student', 38, 100, 1, NULL);
    INSERT INTO boot (device_id, boot, first_at, born_at) VALUES ('d-a', '${boot}', 1, 1);
    INSERT INTO ledger VALUES (1, 3, '[]', 0, 1);
    INSERT INTO audit (at, actor, action) VALUES (1, 'a', 'x');`);
  first.close();
  const opened = openSqliteStore(path);
  if (!opened.ok) throw new Error(opened.error.code);
  const store = resources.closing(opened.value);
  const history = { originKeyId: null, mergedInto: null, leftAt: null };
  expect(await store.devices()).toEqual([
    {
      ...{ deviceId: 'd-a', joinedAt: 1, tokenId: 'tttttttt', isWeakIdentity: false },
      fingerprint: { systemUuid: 'u' },
      ...history,
    },
    {
      ...{ deviceId: 'd-b', joinedAt: 2, tokenId: 'tttttttt', isWeakIdentity: false },
      fingerprint: {},
      ...history,
    },
  ]);
  expect(await store.assignment('d-a')).toMatchObject({ room: 'PM1', seat: '07', confirmedGoodAt: null });
  expect(await store.certificates()).toEqual([
    { ...certificate('d-a', 's1', 1000, 'k1'), expiresAt: 1000 + 400 * 86_400_000, caSha256: 'the-ca' },
    {
      ...certificate('d-b', 's2', 1000, 'k2'),
      ...{ expiresAt: 1000 + 400 * 86_400_000, caSha256: 'the-ca', revokedAt: 9 },
    },
  ]);
  expect(await store.token('tttttttt')).toMatchObject({ uses: 40, usesLeft: 38, seats: null });
  expect(await store.boots([{ deviceId: 'd-a', boot }])).toMatchObject({
    value: [{ isForeign: false, ledger: { contiguous: 3 } }],
  });
  expect(await store.bornDevices()).toEqual(['d-a']);
  expect(await store.auditLog({ limit: 9 })).toHaveLength(1);
  expect(await store.check()).toEqual([]);
});
