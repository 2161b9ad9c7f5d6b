import { expect, test } from 'vitest';
import { createRoomCommands } from '../../../broker/query/room-commands.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, openRig, readingsOf, reload, report, startMs } from '../fleet/fleet-rig.ts';
import { admin, openQuestions, pagesFor, snapshotFor, technicianOf } from './question-rig.ts';

/** Rooms P1 and P2 of school B with two machines each, all counted. */
async function openRooms(resources: Resources) {
  const rig = await openRig(resources);
  for (const number of [1, 2, 3, 4]) {
    const deviceId = await admit(rig, number, { schoolCode: 'B', room: number % 2 === 0 ? 'P1' : 'P2' });
    await report(rig, deviceId, { seq: 1, readings: readingsOf({ hostname: `LAB-${number}` }) });
    const now = await rig.store.assignment(deviceId);
    if (now === null) throw new Error('not admitted');
    await rig.store.assign({ ...now, seat: String(number) }, 'test');
    await rig.fleet.assignmentChanged(deviceId);
  }
  return { ...rig, ...openQuestions(rig, createRoomCommands(rig)) };
}

test('a room of another kind than a lab takes its machines out of the count, at once and after a restart', async () => {
  await using resources = openResources();
  const { dispatch, store, fleet, clock } = await openRooms(resources);
  const usable = (): number => fleet.picture.tree().root?.tally.usable ?? -1;
  expect(usable()).toBe(4);
  await pagesFor(dispatch, admin, 'roomSet', { schoolCode: 'B', room: 'P1', kind: 'office' });
  expect(usable()).toBe(2);
  const { machines } = await snapshotFor(dispatch, admin);
  const kinds = machines.map(({ room, roomKind = null }) => [room, roomKind] as const);
  expect(kinds.filter(([, kind]) => kind === 'office').map(([room]) => room)).toEqual(['P1', 'P1']);
  expect(kinds.filter(([, kind]) => kind === null).map(([room]) => room)).toEqual(['P2', 'P2']);
  const [devices] = await pagesFor(dispatch, admin, 'devices', { room: 'P1' });
  expect(devices?.devices.map(({ reason }) => reason)).toEqual(['room-not-lab', 'room-not-lab']);
  expect((await reload(store, clock)).picture.tree().root?.tally.usable).toBe(2);
  await pagesFor(dispatch, admin, 'roomSet', { schoolCode: 'B', room: 'P1', kind: 'lab' });
  expect(usable()).toBe(4);
});

test('rooms are listed as described or as machines name them, with the seats that have no machine', async () => {
  await using resources = openResources();
  const { dispatch, store, fleet } = await openRooms(resources);
  await pagesFor(dispatch, admin, 'roomSet', { schoolCode: 'B', room: ' P1 ', seats: 5 });
  await pagesFor(dispatch, admin, 'roomSet', { schoolCode: 'B', room: 'P1', kind: 'lab' });
  await pagesFor(dispatch, admin, 'roomSet', { schoolCode: 'C', room: 'Kho' });
  expect(await pagesFor(dispatch, admin, 'roomList')).toEqual([
    {
      rooms: [
        { schoolCode: 'B', room: 'P1', kind: 'lab', seats: 5, machines: 2, missingSeats: ['1', '3', '5'] },
        { schoolCode: 'B', room: 'P2', kind: null, seats: null, machines: 2, missingSeats: [] },
        { schoolCode: 'C', room: 'Kho', kind: null, seats: null, machines: 0, missingSeats: [] },
      ],
    },
  ]);
  // A machine that is written off leaves its seat.
  const [first] = [...fleet.picture.devices()].filter(({ room }) => room === 'P1');
  const now = await store.assignment(first?.deviceId ?? '');
  if (now === null) throw new Error('not admitted');
  await store.assign({ ...now, state: 'retired' }, 'test');
  await fleet.assignmentChanged(now.deviceId);
  const filtered = await pagesFor(dispatch, admin, 'roomList', { schoolCode: 'B', room: 'P1' });
  expect(filtered).toMatchObject([{ rooms: [{ machines: 1, missingSeats: ['1', '2', '3', '5'] }] }]);
});

test('who made the token said how many seats there are; a description holds before it', async () => {
  await using resources = openResources();
  const { dispatch, store } = await openRooms(resources);
  const token = { ...(await store.tokens())[0]!, schoolCode: 'B', room: 'P2', createdAt: startMs + 1 };
  await store.saveToken({ ...token, id: 'bbbbbbbb', seats: 4 });
  const told = { schoolCode: 'B', room: 'P2' };
  expect(await pagesFor(dispatch, admin, 'roomList', told)).toMatchObject([
    { rooms: [{ seats: 4, missingSeats: ['2', '4'] }] },
  ]);
  expect(await pagesFor(dispatch, admin, 'roomSet', { ...told, seats: 3 })).toMatchObject([
    { room: { seats: 3, missingSeats: ['2'] } },
  ]);
});

test('nobody describes or sees rooms outside the own unit; the same again is not written again', async () => {
  await using resources = openResources();
  const { dispatch, store } = await openRooms(resources);
  const actor = technicianOf('sc');
  expect(await dispatch(actor, 'roomSet', { schoolCode: 'B', room: 'P1' })).toMatchObject({
    error: { code: 'SD-OUTSIDE-UNIT' },
  });
  expect(await dispatch(actor, 'roomList', { schoolCode: 'B' })).toMatchObject({
    error: { code: 'SD-OUTSIDE-UNIT' },
  });
  expect(await dispatch(actor, 'roomList', { schoolCode: 'Z' })).toMatchObject({
    error: { code: 'SD-SCHOOL-UNKNOWN' },
  });
  expect(await pagesFor(dispatch, actor, 'roomList')).toEqual([{ rooms: [] }]);
  const room = { schoolCode: 'C', room: 'P1', seats: 40 };
  await pagesFor(dispatch, actor, 'roomSet', room);
  const [written] = await store.rooms();
  await pagesFor(dispatch, actor, 'roomSet', room);
  expect(await store.rooms()).toEqual([written]);
});
