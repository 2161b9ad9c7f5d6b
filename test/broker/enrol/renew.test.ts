import { expect, test } from 'vitest';
import { renewalWindowMs } from '../../../broker/enrol/caps.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { openTestAuthority, openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';
import {
  hardware,
  leaveOf,
  rigStart as now,
  openDoor,
  openDoorRig,
  origin,
  renewalOf,
  renewWithNewKey,
  signed,
} from './enrol-rig.ts';

const dayMs = 86_400_000;
const refusal = (code: string) => ({ ok: false, error: { code } });

test('a certificate is given again until its last quarter, then another over the same key; both stay valid', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const machine = await door.born('a');
  const ask = () => door.joining.renew(renewalOf(machine, machine.key), origin);
  const { deviceId, certificate } = machine;
  expect(await ask()).toMatchObject({
    ok: true,
    value: { deviceId, certificate, outcome: 'renewed', seat: '01' },
  });
  await door.clock.advance(400 * dayMs - renewalWindowMs);
  const second = await ask();
  if (!second.ok) throw new Error(second.error.code);
  expect(second.value.certificate).not.toBe(certificate);
  expect(await ask()).toEqual(second);
  const kept = await door.store.certificatesOf(deviceId);
  expect(kept.map(({ revokedAt }) => revokedAt)).toEqual([null, null]);
  for (const { sha256 } of kept) {
    expect(door.cache.authenticate({ cn: deviceId, certificateSha256: sha256 })).toBe('ok');
  }
});

test('a machine that slept past its certificate’s end comes back by its key', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const machine = await door.born('a');
  await door.clock.advance(3 * 365 * dayMs);
  const answer = await door.joining.renew(renewalOf(machine, machine.key), origin);
  expect(answer).toMatchObject({ ok: true, value: { deviceId: machine.deviceId, state: 'approved' } });
});

test('only the holder of the key is heard: not a stranger, not a user, not another’s signature', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const machine = await door.born('a');
  const stranger = await createKeyAndRequest();
  const request = renewalOf(machine, stranger);
  const otherAuthority = await openTestAuthority(resources, door.clock);
  const proven = await otherAuthority.authority.readRequest(stranger.csrPem);
  if (!proven.ok) throw new Error(proven.error.code);
  const foreign = await otherAuthority.authority.certify(proven.value, machine.deviceId);
  const user = await door.authority.certify(proven.value, 'u-abcdefghijklmnop');
  const byStranger = renewalOf({ ...machine, key: stranger }, stranger);
  const cases = [
    { ...request, signature: signed('schooldrum-renew-1\nother', machine.key.keyPem) },
    { ...request, signature: signed(`schooldrum-renew-1\n${request.csr}`, stranger.keyPem) },
    { ...request, signature: 'A'.repeat(90) },
    { ...byStranger, certificate: foreign.pem },
    { ...byStranger, certificate: user.pem },
    { ...byStranger, certificate: foreign.pem + machine.certificate },
    { ...byStranger, certificate: machine.certificate + foreign.pem },
    { ...byStranger, certificate: 'no certificate' },
  ];
  for (const each of cases) {
    expect(await door.joining.renew(each, origin)).toMatchObject(refusal('SD-JOIN-PROOF-INVALID'));
  }
  expect(await door.store.devices()).toHaveLength(1);
  expect(await door.store.certificatesOf(machine.deviceId)).toHaveLength(1);
});

test('a revoked key gets nothing: neither renewal, nor another key, nor an id, nor by a token', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const machine = await door.born('a');
  await door.store.revokeCertificates(machine.deviceId, now);
  const other = await createKeyAndRequest();
  const copy = { fingerprint: hardware('b') };
  const requests = [
    renewalOf(machine, machine.key),
    renewalOf(machine, other),
    renewalOf(machine, other, copy),
  ];
  for (const request of requests) {
    expect(await door.joining.renew(request, origin)).toMatchObject(refusal('SD-JOIN-KEY-REVOKED'));
  }
  expect(await door.store.devices()).toHaveLength(1);
});

test('leaving retires a machine at its word, once; a common key speaks for nobody alone', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const machine = await door.born('a');
  door.live.add(machine.deviceId);
  const other = await door.born('b');
  const forged = { ...leaveOf(machine), deviceId: other.deviceId };
  expect(await door.joining.leave(forged, origin)).toMatchObject(refusal('SD-JOIN-PROOF-INVALID'));
  const asked = { ...leaveOf(other), certificate: machine.certificate };
  expect(await door.joining.leave(asked, origin)).toMatchObject(refusal('SD-JOIN-PROOF-INVALID'));
  for (let time = 0; time < 2; time += 1) {
    expect(await door.joining.leave(leaveOf(machine), origin)).toEqual({
      ok: true,
      value: { v: 1, deviceId: machine.deviceId },
    });
  }
  expect(await door.store.device(machine.deviceId)).toMatchObject({ leftAt: now });
  expect(await door.store.assignment(machine.deviceId)).toMatchObject({ state: 'retired', seat: '01' });
  expect(door.live.has(machine.deviceId)).toBe(false);
  expect(door.toldOf(machine.deviceId).filter((what) => what === 'left')).toHaveLength(1);
  const [certificate] = await door.store.certificatesOf(machine.deviceId);
  const peer = { cn: machine.deviceId, certificateSha256: certificate?.sha256 ?? '' };
  expect(door.cache.authenticate(peer)).toBe('revoked');

  await renewWithNewKey(door, other, { fingerprint: hardware('copy') });
  expect(await door.joining.leave(leaveOf(other), origin)).toMatchObject(refusal('SD-JOIN-KEY-SHARED'));
  expect(await door.store.assignment(other.deviceId)).toMatchObject({ state: 'approved' });
});

test('after the broker was restored, machines come back under their ids and wait for an operator', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const machine = await door.born('a');
  const store = await openTestStore(resources);
  const restored = await openDoorRig({ store, authority: door.authority, clock: door.clock });
  const ask = (over = {}) => restored.joining.renew(renewalOf(machine, machine.key, over), origin);
  expect(await ask()).toMatchObject(refusal('SD-JOIN-SCHOOL-UNKNOWN'));
  expect(await ask({ schoolCode: '9999' })).toMatchObject(refusal('SD-JOIN-SCHOOL-UNKNOWN'));
  expect(await ask({ schoolCode: '0012' })).toMatchObject({
    ok: true,
    value: { deviceId: machine.deviceId, outcome: 'renewed', state: 'pending', role: 'unknown' },
  });
  expect(await store.device(machine.deviceId)).toMatchObject({ fingerprint: machine.fingerprint });
  expect(restored.toldOf(machine.deviceId)).toContain('note restored');
  // A revocation since then holds for every certificate that is older than it, known or not.
  const older = await renewWithNewKey(door, machine, {});
  await door.clock.advance(1_000);
  await store.revokeCertificates(machine.deviceId, door.clock.now());
  const request = renewalOf(older, older.key, { schoolCode: '0012' });
  expect(await restored.joining.renew(request, origin)).toMatchObject(refusal('SD-JOIN-KEY-REVOKED'));
});
