import { expect, test } from 'vitest';
import { readRegisters } from '../../../broker/register/read-registers.ts';
import { openResources } from '../../support/resources.ts';
import { openRegisters } from './register-rig.ts';

const day = 86_400_000;

/** A school with machines, a room, a line, a licence and rows of every register, beside one that has some of the same. */
async function openFull(resources: Parameters<typeof openRegisters>[0]) {
  const rig = await openRegisters(resources);
  const { load, ask, local, joinTo } = rig;
  const [first, second, other] = [await joinTo('A1'), await joinTo('A1'), await joinTo('C1')];
  for (const [deviceId, room] of [
    [first, 'PM1'],
    [second, 'PM2'],
    [other, 'PM1'],
  ] as const) {
    await ask(local, 'deviceSet', { deviceId, room, role: 'student', state: 'approved' });
  }
  await load(
    'rooms',
    'school_code,room,kind,seats,site_code\nA1,PM1,lab,40,\nA1,PM2,lab,20,S1\nC1,PM1,lab,30,\n',
  );
  await load('lines', 'line_id,school_code,isp,medium\nL1,A1,VNPT,fibre\nL2,C1,FPT,fibre\n');
  await load('licences', 'school_code,product,seats,expires_on\nA1,AV,40,2027-01-01\n');
  await load('assets', 'school_code,asset_code,cost\nA1,TS1,1000\nA1,TS2,2000\nC1,TS1,3000\n');
  await load('equipment', 'school_code,item,quantity,working\nA1,projection,4,3\nC1,projection,2,\n');
  await load('priorities', 'school_code,weight_percent\nA1,150\nC1,130\n');
  await load('checklist', 'school_code,document\nA1,Quy chế\n');
  return { ...rig, machines: { first, second, other } };
}

test('a merged school’s machines, rooms, lines, licences and rows follow; its history stays', async () => {
  await using resources = openResources();
  const { store, core, clock, ask, local, listed, machines } = await openFull(resources);
  const before = clock.now();
  await clock.advance(day);
  expect(await ask(local, 'schoolMerge', { from: 'A1', into: 'C1', basis: 'QĐ 1' })).toEqual([
    { from: 'A1', into: 'C1', machines: 2 },
  ]);
  const { tree, device } = core.fleet.picture;
  expect(tree().schools.has('A1')).toBe(false);
  // A room of the same name keeps its own seats.
  expect(device(machines.first)).toMatchObject({ schoolCode: 'C1', room: 'PM1 (A1)' });
  expect(device(machines.second)).toMatchObject({ schoolCode: 'C1', room: 'PM2' });
  expect(device(machines.other)).toMatchObject({ schoolCode: 'C1', room: 'PM1' });
  expect(await listed('rooms')).toEqual([
    ['school_code', 'room', 'site_code', 'kind', 'seats'],
    ['C1', 'PM1', '', 'lab', '30'],
    ['C1', 'PM1 (A1)', '', 'lab', '40'],
    ['C1', 'PM2', 'S1', 'lab', '20'],
  ]);
  expect((await listed('lines')).slice(1).map(([id, school]) => [id, school])).toEqual([
    ['L1', 'C1'],
    ['L2', 'C1'],
  ]);
  expect((await listed('licences')).slice(1)).toEqual([['C1', 'AV', '40', '2027-01-01', '']]);
  expect(
    (await listed('assets')).slice(1).map(([school, code, , , , , , , , cost]) => [school, code, cost]),
  ).toEqual([
    ['C1', 'A1-TS1', '1000'],
    ['C1', 'TS1', '3000'],
    ['C1', 'TS2', '2000'],
  ]);
  // Four and two are six; how many of the two work nobody said.
  expect((await listed('equipment')).slice(1)).toEqual([['C1', '', 'projection', '6', '']]);
  expect((await listed('priorities')).slice(1)).toEqual([['C1', '130', '']]);
  expect((await listed('checklist')).slice(1)).toEqual([['C1', 'Quy chế', '', '']]);
  expect((await listed('aliases')).slice(1)).toEqual([['A1', 'C1', '2026-11-23', 'QĐ 1']]);
  expect((await store.rosterRows()).map(({ schoolCode }) => schoolCode)).toEqual(['B1', 'C1']);

  const past = await readRegisters(store, before);
  expect(past.assets.map(({ schoolCode }) => schoolCode)).toEqual(['A1', 'A1', 'C1']);
  expect((await store.rosterRows(before)).filter(({ schoolCode }) => schoolCode === 'A1')).toHaveLength(2);
  expect((await store.assignments(before)).filter(({ schoolCode }) => schoolCode === 'A1')).toHaveLength(2);

  expect(await ask(local, 'schoolMerge', { from: 'A1', into: 'C1' })).toEqual([
    { from: 'A1', into: 'C1', machines: 0 },
  ]);
  expect((await store.auditLog({ limit: 3 })).filter(({ action }) => action === 'schoolMerge')).toHaveLength(
    2,
  );
});

test('a school with a new code keeps its unit and everything under it; the old code leads there, also twice', async () => {
  await using resources = openResources();
  const { store, core, ask, local, listed, load, unitOf, machines } = await openFull(resources);
  const unitId = unitOf('Trường A');
  expect(await ask(local, 'schoolRecode', { schoolCode: 'A1', newCode: 'A2' })).toEqual([
    { schoolCode: 'A2', machines: 2 },
  ]);
  expect(await ask(local, 'schoolRecode', { schoolCode: 'A2', newCode: 'A3' })).toMatchObject([
    { machines: 2 },
  ]);
  const { tree, device } = core.fleet.picture;
  expect(tree().schools.get('A3')?.unit).toMatchObject({ unitId, name: 'Trường A', code: 'A3' });
  expect(tree().schools.get('A3')?.rows).toHaveLength(2);
  expect(device(machines.first)).toMatchObject({ schoolCode: 'A3', room: 'PM1' });
  expect((await listed('aliases')).slice(1).map(([old, code]) => [old, code])).toEqual([
    ['A1', 'A3'],
    ['A2', 'A3'],
  ]);
  const old = await load('equipment', 'school_code,item,quantity\nA1,printer,2\n');
  expect(old.changes).toEqual([
    { change: 'changed', key: 'A3/printer', field: 'school_code', before: 'A1', after: 'A3' },
    { change: 'added', key: 'A3/printer', field: null, before: null, after: 'quantity=2' },
  ]);
  const roster = 'school_code,school_name,level,students\nA1,Tên cũ,TH,310\n';
  const landed = await load('roster', roster);
  expect(landed.changes).toEqual([
    { change: 'changed', key: 'A3/TH', field: 'school_code', before: 'A1', after: 'A3' },
    { change: 'changed', key: 'A3/TH', field: 'students', before: '300', after: '310' },
  ]);
  const again = await load('roster', roster);
  expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
  expect(tree().schools.get('A3')?.unit.name).toBe('Trường A');

  // Back to the first code: no code leads to itself.
  expect(await ask(local, 'schoolRecode', { schoolCode: 'A3', newCode: 'A1' })).toMatchObject([
    { machines: 2 },
  ]);
  expect(
    (await readRegisters(store)).aliases.map(({ oldCode, schoolCode }) => [oldCode, schoolCode]),
  ).toEqual([
    ['A2', 'A1'],
    ['A3', 'A1'],
  ]);
});

test('what cannot be moved is refused', async () => {
  await using resources = openResources();
  const { ask, local, actor } = await openRegisters(resources);
  expect(await ask(local, 'schoolMerge', { from: 'A1', into: 'A1' })).toBe('SD-VALUE');
  expect(await ask(local, 'schoolMerge', { from: 'A1', into: 'Z9' })).toBe('SD-SCHOOL-UNKNOWN');
  expect(await ask(local, 'schoolMerge', { from: 'Z9', into: 'A1' })).toBe('SD-SCHOOL-UNKNOWN');
  expect(await ask(local, 'schoolRecode', { schoolCode: 'A1', newCode: 'C1' })).toBe('SD-VALUE');
  // A code that was another school's still leads there.
  expect(await ask(local, 'schoolRecode', { schoolCode: 'C1', newCode: 'C9' })).toMatchObject([{}]);
  expect(await ask(local, 'schoolRecode', { schoolCode: 'A1', newCode: 'C1' })).toBe('SD-VALUE');
  const planner = actor('planner', 'Xã A');
  expect(await ask(planner, 'schoolMerge', { from: 'A1', into: 'C1' })).toBe('SD-OUTSIDE-UNIT');
});

test('a join sheet of the old code admits to the new one', async () => {
  await using resources = openResources();
  const { store, ask, local } = await openRegisters(resources);
  const [created] = (await ask(local, 'tokenCreate', { schoolCode: 'A1' })) as { token: string }[];
  expect(created).toBeDefined();
  await ask(local, 'schoolMerge', { from: 'A1', into: 'C1' });
  expect((await store.tokens()).map(({ schoolCode }) => schoolCode)).toEqual(['C1']);
});
