import { expect, test } from 'vitest';
import { maxCopiesPerModel, maxNewcomersPerModel } from '../../../broker/enrol/caps.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { openResources } from '../../support/resources.ts';
import {
  bootId,
  hardware,
  type Joined,
  rigStart as now,
  openDoor,
  origin,
  part,
  renewalOf,
  renewWithNewKey,
  saveBoot,
} from './enrol-rig.ts';

const dayMs = 86_400_000;
const refusal = (code: string) => ({ ok: false, error: { code } });

test('a copy gets an id of its own beside its model; its boot follows, its order is settled', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const model = await door.born('a');
  const boot = bootId();
  await saveBoot(door.store, model.deviceId, boot, true);
  const split = { id: 'order-1', deviceId: model.deviceId, body: { kind: 'split', boot, conn: 1 } } as const;
  await door.store.addOrder({ ...split, createdAt: now, expiresAt: now + dayMs });
  const over = { fingerprint: hardware('b'), boot, orderId: 'order-1' };
  const copy = await renewWithNewKey(door, model, over);
  expect(copy).toMatchObject({ outcome: 'split', state: 'approved' });
  expect(copy.deviceId).not.toBe(model.deviceId);
  expect(await door.store.assignment(copy.deviceId)).toMatchObject({
    room: 'PM1',
    seat: null,
    role: 'student',
  });
  expect(await door.store.device(copy.deviceId)).toMatchObject({ originKeyId: model.key.keyId });
  const found = await door.store.boots([{ deviceId: copy.deviceId, boot }]);
  expect(found).toMatchObject({ ok: true, value: [{ isForeign: false }] });
  expect(await door.store.openOrders(model.deviceId, now)).toEqual([]);
  expect(door.sharedKeys.has(model.key.keyId)).toBe(true);
  expect(door.toldOf(model.deviceId)).toContain('note copy-split');
  expect(door.toldOf(copy.deviceId)).toContain('note split');

  // The answer was lost: the same key asks again and is the same machine.
  const again = await door.joining.renew(renewalOf(model, copy.key, over), origin);
  expect(again).toMatchObject({
    ok: true,
    value: { deviceId: copy.deviceId, certificate: copy.certificate },
  });
  expect(await door.store.devices()).toHaveLength(2);
});

test('a copy whose disk forgets is the same machine at each start, whatever key it makes', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const model = await door.born('a');
  const ids = new Set<string>();
  for (let start = 0; start < 10; start += 1) {
    await door.clock.advance(dayMs);
    ids.add((await renewWithNewKey(door, model, { fingerprint: hardware('b') })).deviceId);
  }
  expect(ids.size).toBe(1);
  const [copyId = ''] = ids;
  // Past the end of the common certificate as well.
  await door.clock.advance(500 * dayMs);
  expect((await renewWithNewKey(door, model, { fingerprint: hardware('b') })).deviceId).toBe(copyId);
  for (let start = 0; start < 30; start += 1) {
    await renewWithNewKey(door, model, { fingerprint: hardware('b') });
  }
  expect(await door.store.certificatesOf(copyId)).toHaveLength(16);
  expect(await door.store.certificatesOf(model.deviceId)).toHaveLength(1);
  const next = await createKeyAndRequest();
  const late = await door.joining.renew(renewalOf(model, next, { fingerprint: hardware('b') }), origin);
  expect(late).toMatchObject({ ok: true });
  const refused = await door.joining.renew(
    renewalOf(model, await createKeyAndRequest(), { fingerprint: hardware('b') }),
    origin,
  );
  expect(refused).toMatchObject(refusal('SD-JOIN-LIMIT'));
});

test('the owner of a common key gives it up and stays itself; a swapped disk or card changes nothing', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const owner = await door.born('a');
  await renewWithNewKey(door, owner, { fingerprint: hardware('b') });
  const swapped = { ...hardware('a'), systemDisk: part('new disk') };
  const renewed = await renewWithNewKey(door, owner, { fingerprint: swapped });
  expect(renewed).toMatchObject({ deviceId: owner.deviceId, outcome: 'renewed' });
  expect(door.toldOf(owner.deviceId)).toContain('clear shared-key');
  // The common key still lets the others of the image in.
  const [common] = await door.store.certificatesOfKey(owner.key.keyId);
  expect(common?.revokedAt).toBeNull();
});

test('unknown hardware is the machine’s own, unless an operator ordered otherwise', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const machine = await door.born('a');
  expect(await renewWithNewKey(door, machine, { fingerprint: {} })).toMatchObject({
    deviceId: machine.deviceId,
    outcome: 'renewed',
  });
  const boot = bootId();
  await saveBoot(door.store, machine.deviceId, boot, false);
  const body = { kind: 'split', boot, conn: 1 } as const;
  const order = { id: 'o1', deviceId: machine.deviceId, body, createdAt: now, expiresAt: now + dayMs };
  await door.store.addOrder(order);
  const guessed = await renewWithNewKey(door, machine, { boot, orderId: 'o2' });
  expect(guessed.deviceId).toBe(machine.deviceId);
  const split = await renewWithNewKey(door, machine, { boot, orderId: 'o1' });
  expect(split.outcome).toBe('split');
  expect(split.deviceId).not.toBe(machine.deviceId);
  // The order is spent.
  expect((await renewWithNewKey(door, machine, { boot, orderId: 'o1' })).deviceId).toBe(machine.deviceId);
});

test('a boot that is not foreign cannot be taken along', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const model = await door.born('a');
  const boot = bootId();
  await saveBoot(door.store, model.deviceId, boot, false);
  await renewWithNewKey(door, model, { fingerprint: hardware('b'), boot });
  const found = await door.store.boots([{ deviceId: model.deviceId, boot }]);
  expect(found).toMatchObject({ ok: true, value: [{ boot }] });
});

test('a stolen key mints no more than the cap, and most of it waits for an operator', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const stolen = await door.born('a');
  const mint = async (n: number): Promise<string> => {
    const request = renewalOf(stolen, await createKeyAndRequest(), { fingerprint: hardware(`thief ${n}`) });
    const answer = await door.joining.renew(request, { network: `10.1.${n % 200}.1` });
    return answer.ok ? answer.value.state : answer.error.code;
  };
  const mintAll = (from: number, count: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => mint(from + n)));
  const first = await mintAll(0, maxCopiesPerModel + 4);
  expect(first.filter((outcome) => outcome === 'approved')).toHaveLength(maxCopiesPerModel);
  expect(first.filter((outcome) => outcome === 'pending')).toHaveLength(4);
  const [certificate] = await door.store.certificatesOf(stolen.deviceId);
  if (certificate === undefined) throw new Error('no certificate');
  for (let n = first.length; n < maxNewcomersPerModel - 2; n += 1) {
    const act = { at: now, kind: 'split', deviceId: stolen.deviceId, keyId: stolen.key.keyId } as const;
    const another = { ...certificate, sha256: `s${n}`, keyId: `k${n}` };
    await door.store.enrol({ certificate: another, revokesOthers: false, act });
  }
  const last = await mintAll(900, 4);
  expect(last.sort()).toEqual(['SD-JOIN-LIMIT', 'SD-JOIN-LIMIT', 'pending', 'pending']);
  await door.clock.advance(dayMs + 1);
  expect(await mint(999)).toBe('approved');
});

test('copies of copies, and new keys of one machine, bring no caps of their own', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const stolen = await door.born('a');
  const states: string[] = [];
  let holder: Joined = stolen;
  for (let n = 0; n < maxCopiesPerModel + 2; n += 1) {
    // In turn: a copy of the copy before, of a new key of the stolen machine itself, and of its own key.
    const models = [() => holder, () => renewWithNewKey(door, stolen), () => stolen];
    const model = (await models[n % 3]?.()) ?? stolen;
    const copy = await renewWithNewKey(door, model, { fingerprint: hardware(`thief ${n}`) });
    expect(copy.outcome).toBe('split');
    states.push(copy.state);
    await door.book.noteBirth(copy.deviceId, copy.fingerprint);
    if (n % 3 === 0) holder = copy;
  }
  expect(states.filter((state) => state === 'approved')).toHaveLength(maxCopiesPerModel);
});

test('more copies than a school declared machines, and a fifth, wait for an operator', async () => {
  await using resources = openResources();
  const door = await openDoor(resources, { declaredStudentPcs: 10 });
  const model = await door.born('a');
  const states: string[] = [];
  for (let n = 0; n < 14; n += 1) {
    states.push((await renewWithNewKey(door, model, { fingerprint: hardware(`copy ${n}`) })).state);
  }
  expect(states).toEqual([...Array<string>(11).fill('approved'), ...Array<string>(3).fill('pending')]);
});

test('a copy that an operator took out of use or cut off does not come back by the common key', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const model = await door.born('a');
  const retired = await renewWithNewKey(door, model, { fingerprint: hardware('b') });
  const assignment = await door.store.assignment(retired.deviceId);
  if (assignment === null) throw new Error('no assignment');
  await door.store.retire(
    { ...assignment, state: 'retired', validFrom: now + 1 },
    { actor: 'u', hasLeft: false },
  );
  door.cache.revoke(retired.deviceId);
  const revoked = await renewWithNewKey(door, model, { fingerprint: hardware('c') });
  await door.store.revokeCertificates(revoked.deviceId, now);
  door.cache.revoke(revoked.deviceId);
  const cases = [
    ['b', 'SD-JOIN-RETIRED'],
    ['c', 'SD-JOIN-KEY-REVOKED'],
  ] as const;
  for (const [name, code] of cases) {
    const request = renewalOf(model, await createKeyAndRequest(), { fingerprint: hardware(name) });
    expect(await door.joining.renew(request, origin)).toMatchObject(refusal(code));
  }
});

test('a machine that was itself before another’s image came on it: its older id is proposed', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const model = await door.born('a');
  const before = await door.born('b');
  const imaged = await renewWithNewKey(door, model, { fingerprint: hardware('b') });
  expect(imaged.outcome).toBe('split');
  expect(await door.store.proposals()).toMatchObject([
    { deviceId: imaged.deviceId, otherId: before.deviceId, reason: 'hardware', state: 'open' },
  ]);
});
