import { expect, test } from 'vitest';
import { createDeviceImport } from '../../../broker/query/device-import.ts';
import type { Actor } from '../../../broker/query/handler.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, deviceIdOf, openRig, readingsOf, reload, report, rules } from '../fleet/fleet-rig.ts';
import { admin, openQuestions, pagesFor, technicianOf } from './question-rig.ts';

const officer: Actor = { ...technicianOf('sb'), role: 'school-officer' };

/** Machines LAB-1 to LAB-4 of school B, LAB-5 twice; LAB-1 of school C. Nobody said what they are for. */
async function openSchool(resources: Resources) {
  const rig = await openRig(resources);
  const add = async (number: number, hostname: string, schoolCode: string): Promise<void> => {
    const deviceId = await admit(rig, number, { schoolCode, role: 'unknown' });
    await report(rig, deviceId, { seq: 1, readings: readingsOf({ hostname }) });
  };
  for (const number of [1, 2, 3, 4, 5]) await add(number, `LAB-${number}`, 'B');
  await add(6, 'lab-5', 'B');
  await add(7, 'LAB-1', 'C');
  return { ...rig, ...openQuestions(rig, createDeviceImport(rig)) };
}

const list = `\ufeffTên máy;Phòng;Chỗ;Mục đích;Tình trạng;Ghi chú
LAB-1;PM1;1;Học sinh;Tốt;mới
lab-2;PM1;2;hoc sinh;Hỏng;
LAB-3;VP;;Giáo viên;đang sửa;
${deviceIdOf(5)};Kho;;máy chủ;Cất kho;
LAB-4;;;;thanh lý;`;

test('an officer’s list says where machines stand, what they are for and how they are', async () => {
  await using resources = openResources();
  const { dispatch, store, clock } = await openSchool(resources);
  expect(await pagesFor(dispatch, officer, 'deviceImport', { csv: list })).toEqual([
    { machines: 5, changed: 5, unchanged: 0, isWritten: true, problems: [] },
  ]);
  const now = (number: number) => store.assignment(deviceIdOf(number));
  const good = { role: 'student', state: 'approved', confirmedGoodAt: clock.now() };
  expect(await now(1)).toMatchObject({ room: 'PM1', seat: '1', ...good });
  expect(await now(2)).toMatchObject({
    room: 'PM1',
    role: 'student',
    state: 'broken',
    confirmedGoodAt: null,
  });
  expect(await now(3)).toMatchObject({ room: 'VP', seat: null, role: 'teacher', state: 'in-repair' });
  expect(await now(5)).toMatchObject({ room: 'Kho', role: 'server', state: 'stored' });
  // Blank cells say nothing.
  expect(await now(4)).toMatchObject({ room: null, role: 'unknown', state: 'retired' });
  // The machine of the same name in another school is another machine.
  expect(await now(7)).toMatchObject({ room: null, role: 'unknown' });
  // Read again it only confirms the good one again.
  const again = await pagesFor(dispatch, officer, 'deviceImport', { csv: list });
  expect(again).toMatchObject([{ changed: 1, unchanged: 4 }]);
});

test('a machine that nobody or several could be is a problem of its row, as is a wrong word', async () => {
  await using resources = openResources();
  const { dispatch, store } = await openSchool(resources);
  const csv = `machine,role,state,seat
LAB-9,student,,
LAB-5,student,,
LAB-1,pupil,good,1
lab-1,student,,
LAB-2,chef,,
LAB-3,,fine,${'9'.repeat(20)}
,student,,
`;
  const [done] = await pagesFor(dispatch, officer, 'deviceImport', { csv });
  expect(done?.problems.map(({ line, column, reason, value }) => [line, column, reason, value])).toEqual([
    [2, 'machine', 'unknown-machine', 'LAB-9'],
    [3, 'machine', 'ambiguous-machine', 'LAB-5'],
    [5, 'machine', 'repeated-machine', '4'],
    [6, 'role', 'unknown-role', 'chef'],
    [7, 'state', 'unknown-state', 'fine'],
    [7, 'seat', 'too-long', '9'.repeat(20)],
    [8, 'machine', 'missing', ''],
  ]);
  expect(done).toMatchObject({ machines: 1, changed: 1, isWritten: true });
  expect(await store.assignment(deviceIdOf(1))).toMatchObject({ role: 'student', seat: '1' });
});

test('strict: one problem and nothing is written; without any machine nothing is', async () => {
  await using resources = openResources();
  const { dispatch, store } = await openSchool(resources);
  const strict = { csv: `${list}\nLAB-9;;;;`, strict: true };
  expect(await pagesFor(dispatch, officer, 'deviceImport', strict)).toMatchObject([
    { machines: 0, changed: 0, isWritten: false, problems: [{ line: 7, reason: 'unknown-machine' }] },
  ]);
  expect(await store.assignment(deviceIdOf(1))).toMatchObject({ room: null, role: 'unknown' });
  for (const csv of ['', 'name\nLAB-1', 'machine\nLAB-9', 'machine,role,role\nLAB-1,student,teacher', '"']) {
    expect(await pagesFor(dispatch, officer, 'deviceImport', { csv })).toMatchObject([{ isWritten: false }]);
  }
});

test('of two machines with one name, the one that is not written off is meant', async () => {
  await using resources = openResources();
  const { dispatch, store } = await openSchool(resources);
  const writeOff = `machine,state\n${deviceIdOf(5)},retired`;
  await pagesFor(dispatch, officer, 'deviceImport', { csv: writeOff });
  await pagesFor(dispatch, officer, 'deviceImport', { csv: 'machine,role\nLAB-5,office' });
  expect(await store.assignment(deviceIdOf(6))).toMatchObject({ role: 'office' });
  expect(await store.assignment(deviceIdOf(5))).toMatchObject({ role: 'unknown', state: 'retired' });
});

test('a machine that was found good counts without a report, for as long as the norms say', async () => {
  await using resources = openResources();
  const school = await openSchool(resources);
  const { dispatch, fleet, store, clock } = school;
  await admit(school, 8, { schoolCode: 'B' });
  const standing = () => fleet.picture.device(deviceIdOf(8))?.standing.row;
  expect(standing()).toMatchObject({ countsAsStudentComputer: false, reason: 'never-seen' });
  const csv = `mã máy,tình trạng\n${deviceIdOf(8)},tốt`;
  await pagesFor(dispatch, officer, 'deviceImport', { csv });
  expect(standing()).toMatchObject({ countsAsStudentComputer: true, reason: null });
  const [detail] = await pagesFor(dispatch, officer, 'device', { deviceId: deviceIdOf(8) });
  expect(detail?.device.confirmedGoodAt).toBe(clock.now());
  const reloaded = await reload(store, clock);
  expect(reloaded.picture.device(deviceIdOf(8))?.standing.row.countsAsStudentComputer).toBe(true);
  await clock.advance((rules.pack.rules.confirmationDays.value + 1) * 86_400_000);
  fleet.picture.sweep(fleet.picture.size());
  expect(standing()).toMatchObject({ countsAsStudentComputer: false, reason: 'never-seen' });
});

test('an officer imports into the own school alone; whoever is over several names one', async () => {
  await using resources = openResources();
  const { dispatch, audited } = await openSchool(resources);
  const csv = 'machine,role\nLAB-1,student';
  expect(await dispatch(officer, 'deviceImport', { csv, schoolCode: 'C' })).toMatchObject({
    error: { code: 'SD-OUTSIDE-UNIT' },
  });
  expect(await dispatch(admin, 'deviceImport', { csv })).toMatchObject({ error: { code: 'SD-VALUE' } });
  expect(await pagesFor(dispatch, admin, 'deviceImport', { csv, schoolCode: 'C' })).toMatchObject([
    { changed: 1 },
  ]);
  expect(audited.map(({ action, subject }) => [action, subject])).toEqual([
    ['deviceImport', 'C'],
    ['deviceImport', undefined],
    ['deviceImport', 'C'],
  ]);
});
