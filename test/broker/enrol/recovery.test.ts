import { expect, test } from 'vitest';
import type { Fingerprint } from '../../../shared/contract/status.ts';
import { openResources } from '../../support/resources.ts';
import { type DoorRig, hardware, join, joinWith, openDoor, origin, part, rigStart } from './enrol-rig.ts';

const dayMs = 86_400_000;

async function outcomeOf(rig: DoorRig, token: { id: string; secret: string }, print: Fingerprint, over = {}) {
  const answer = await rig.joining.join((await joinWith(token, print, over)).request, origin);
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
}

test('a re-imaged machine is itself again against a token: no use taken, old certificates refused, place as told', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const machine = await door.born('a');
  const token = await door.createToken({ uses: 1 });
  const answer = await outcomeOf(door, token, hardware('a'), { seat: '07' });
  expect(answer).toMatchObject({
    ...{ outcome: 'recovered', deviceId: machine.deviceId, machineNumber: 1 },
    ...{ room: 'PM1', seat: '07', role: 'student', state: 'approved' },
  });
  expect((await door.store.token(token.id))?.usesLeft).toBe(1);
  const states = (await door.store.certificatesOf(machine.deviceId)).map(
    ({ revokedAt }) => revokedAt !== null,
  );
  expect(states.sort()).toEqual([false, true]);
  expect(door.toldOf(machine.deviceId)).toEqual(expect.arrayContaining(['note recovered', 'disconnect']));
  expect(await door.store.auditLog({ limit: 1 })).toMatchObject([{ action: 'recovered' }]);
});

test('a machine that left or was taken out of use is back with a token', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const { deviceId } = await door.born('a');
  const assignment = await door.store.assignment(deviceId);
  if (assignment === null) throw new Error('no assignment');
  await door.clock.advance(1);
  const at = door.clock.now();
  await door.store.retire(
    { ...assignment, state: 'retired', validFrom: at },
    { actor: deviceId, hasLeft: true },
  );
  await door.clock.advance(1);
  expect(await outcomeOf(door, door.token, hardware('a'))).toMatchObject({ deviceId, state: 'approved' });
  expect(await door.store.device(deviceId)).toMatchObject({ leftAt: null });
});

test.each<[string, Fingerprint]>([
  ['a swapped disk', { ...hardware('a'), systemDisk: part('new') }],
  ['a swapped card', { ...hardware('a'), macs: [part('new')] }],
  ['a swapped board', { ...hardware('b'), systemDisk: part('a disk'), macs: [part('usb'), part('a mac')] }],
])('%s and a lost key: two parts in common, one of them unique', async (_what, print) => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const { deviceId } = await door.born('a');
  expect(await outcomeOf(door, door.token, print)).toMatchObject({ outcome: 'recovered', deviceId });
});

test.each<[string, Fingerprint]>([
  ['a label’s serial and its UUID', { systemUuid: part('a uuid'), boardSerial: part('a board') }],
  ['one card alone', { macs: [part('a mac')] }],
  ['one disk in another machine', { ...hardware('b'), systemDisk: part('a disk') }],
])('%s give no id back', async (_what, print) => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const { deviceId } = await door.born('a');
  const answer = await outcomeOf(door, door.token, print);
  expect(answer.outcome).toBe('admitted');
  expect(answer.deviceId).not.toBe(deviceId);
});

test('a label’s serial and a seen card without key or token get nothing', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  await door.born('a');
  const guess = { id: door.token.id, secret: 'A'.repeat(22) };
  const { request } = await joinWith(guess, hardware('a'));
  expect(await door.joining.join(request, origin)).toMatchObject({ error: { code: 'SD-JOIN-TOKEN-WRONG' } });
  expect(await door.store.devices()).toHaveLength(1);
});

test('a machine that is connected is somebody else, and both are told', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const { deviceId } = await door.born('a');
  door.live.add(deviceId);
  const answer = await outcomeOf(door, door.token, hardware('a'));
  expect(answer).toMatchObject({ outcome: 'admitted' });
  expect(door.toldOf(deviceId)).toContain('note recovery-refused');
  expect(door.toldOf(answer.deviceId)).toContain('note recovery-refused');
  expect(door.live.has(deviceId)).toBe(true);
});

test('servers, other schools and machines that were merged are never given back', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const server = await join(door, await door.createToken({ role: 'server' }), hardware('s'));
  expect((await outcomeOf(door, door.token, hardware('s'))).deviceId).not.toBe(server.deviceId);
  const { deviceId } = await door.born('a');
  const asServer = await outcomeOf(door, await door.createToken({ role: 'server' }), hardware('a'));
  expect(asServer.deviceId).not.toBe(deviceId);
  const elsewhere = await outcomeOf(door, await door.createToken({ schoolCode: '0099' }), hardware('a'));
  expect(elsewhere.outcome).toBe('admitted');
});

test('two ids that match alike are not told apart; a person is asked', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const first = await door.born('a');
  door.live.add(first.deviceId);
  const second = await outcomeOf(door, door.token, hardware('a'));
  door.live.clear();
  const third = await outcomeOf(door, door.token, hardware('a'));
  expect(new Set([first.deviceId, second.deviceId, third.deviceId]).size).toBe(3);
  const proposals = await door.store.proposals();
  expect(proposals.find(({ deviceId }) => deviceId === third.deviceId)).toMatchObject({ reason: 'hardware' });
});

test('three times a day; the fourth is a new id with a proposal', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const { deviceId } = await door.born('a');
  const outcomes: string[] = [];
  for (let time = 0; time < 3; time += 1) {
    await door.clock.advance(60_000);
    outcomes.push((await outcomeOf(door, door.token, hardware('a'))).deviceId);
  }
  expect(outcomes).toEqual([deviceId, deviceId, deviceId]);
  const fourth = await outcomeOf(door, door.token, hardware('a'));
  expect(fourth.outcome).toBe('admitted');
  expect(await door.store.proposals()).toMatchObject([
    { deviceId: fourth.deviceId, otherId: deviceId, reason: 'hardware', state: 'open' },
  ]);
});

test('a weak identity is a new id, a condition, and a proposal by hardware, seat or name', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const named = await join(door, door.token, hardware('a'), { seat: '01' });
  const seated = await join(door, door.token, hardware('b'), { seat: '02' });
  const carded = await join(door, door.token, hardware('c'), { seat: '03' });
  door.hostnames.set(named.deviceId, 'PC-01');
  const ask = (print: Fingerprint, over = {}) => outcomeOf(door, door.token, print, over);
  const byCard = await ask({ macs: [part('c mac')] });
  const bySeat = await ask({}, { seat: '02', hostname: 'nobody' });
  const byName = await ask({}, { hostname: 'pc-01' });
  const none = await ask({}, { hostname: 'other' });
  expect(door.toldOf(none.deviceId)).toContain('set weak-identity');
  expect(await door.store.device(none.deviceId)).toMatchObject({ isWeakIdentity: true });
  expect(
    (await door.store.proposals()).map(({ deviceId, otherId, reason }) => [deviceId, otherId, reason]),
  ).toEqual([
    [byName.deviceId, named.deviceId, 'hostname'],
    [bySeat.deviceId, seated.deviceId, 'seat'],
    [byCard.deviceId, carded.deviceId, 'hardware'],
  ]);
});

test('what turns out to be on two live machines names neither; a proposal that rested on it is withdrawn', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const dongle = part('dongle');
  const print = (name: string): Fingerprint => ({ macs: [dongle], systemDisk: part(name) });
  const one = await join(door, door.token, print('one'));
  await door.book.noteBirth(one.deviceId, print('one'));
  const weak = await join(door, door.token, { macs: [dongle] });
  expect(await door.store.proposals()).toMatchObject([{ otherId: one.deviceId, state: 'open' }]);
  door.live.add(one.deviceId).add(weak.deviceId);
  await door.book.noteBirth(weak.deviceId, { macs: [dongle] });
  await Promise.all(door.withdrawn);
  expect(await door.store.proposals()).toMatchObject([{ state: 'withdrawn', decidedAt: rigStart }]);
  expect(await door.store.device(one.deviceId)).toMatchObject({ isWeakIdentity: true });
  for (const { deviceId } of [one, weak]) expect(door.toldOf(deviceId)).toContain('note placeholder-learned');
  expect(door.toldOf(one.deviceId)).toContain('set weak-identity');
  await door.clock.advance(dayMs);
  expect(door.book.valid(print('one'))).toEqual({ systemDisk: part('one') });
});
