import { expect, it } from 'vitest';
import { createLineAnswers } from '../../../broker/query/line-answers.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, openRig, reload, rules } from '../fleet/fleet-rig.ts';
import { admin, openQuestions, pagesFor, technicianOf } from './question-rig.ts';

async function openRegister(resources: Resources) {
  const rig = await openRig(resources);
  await admit(rig, 1, { schoolCode: 'A' });
  const { dispatch } = openQuestions(rig, createLineAnswers({ ...rig, rules }));
  const set = async (params: object, actor = admin) => {
    const [page] = await pagesFor(dispatch, actor, 'lineSet', params);
    return page?.line;
  };
  const list = async (params: object = {}) =>
    (await pagesFor(dispatch, admin, 'lineList', params)).flatMap(({ lines }) => lines);
  return { ...rig, dispatch, set, list };
}

const line = { lineId: 'A-1', schoolCode: 'A', isp: 'VNPT Quảng Ngãi', medium: 'fibre', downMbps: 200 };

it('a line is entered, changed field by field, and a field is taken back', async () => {
  await using resources = openResources();
  const { set, list, fleet } = await openRegister(resources);
  expect(await set(line)).toMatchObject({ ...line, duty: 'main', verdict: 'declared', isDeclared: true });
  expect(await set({ lineId: 'A-1', monthlyCost: 1_250_000, duty: 'backup' })).toMatchObject({
    ...{ downMbps: 200, monthlyCost: 1_250_000, duty: 'backup' },
  });
  const taken = await set({ lineId: 'A-1', downMbps: null, contractEndsOn: '2027-12-31' });
  expect(taken).toMatchObject({ monthlyCost: 1_250_000, contractEndsOn: '2027-12-31' });
  expect(taken).not.toHaveProperty('downMbps');
  expect(await list()).toHaveLength(1);
  expect(fleet.lines.register.linesOf('A')).toEqual([
    { lineId: 'A-1', isp: 'VNPT', asns: [45899, 7643, 135905], duty: 'backup' },
  ]);
});

it('what was entered is there after a restart, and what was removed is not', async () => {
  await using resources = openResources();
  const { set, dispatch, store, clock } = await openRegister(resources);
  await set(line);
  await set({ ...line, lineId: 'B-1', schoolCode: 'B' });
  await pagesFor(dispatch, admin, 'lineRemove', { lineId: 'A-1' });
  const { register } = (await reload(store, clock)).lines;
  expect(register.linesOf('A')).toEqual([]);
  expect(register.entry('B-1')).toMatchObject({ isp: 'VNPT Quảng Ngãi', duty: 'main' });
  await expect(set({ lineId: 'A-1', downMbps: 5 })).rejects.toThrow('SD-USAGE');
});

it('an id belongs to one school, and a school to whoever is over it', async () => {
  await using resources = openResources();
  const { set, dispatch } = await openRegister(resources);
  await set(line);
  await expect(set({ ...line, schoolCode: 'B' })).rejects.toThrow('SD-LINE-ELSEWHERE');
  await expect(set({ ...line, lineId: 'X', schoolCode: 'Z' })).rejects.toThrow('SD-SCHOOL-UNKNOWN');
  const elsewhere = technicianOf('c2');
  await expect(set({ lineId: 'A-1', note: 'x' }, elsewhere)).rejects.toThrow('SD-OUTSIDE-UNIT');
  await expect(set({ ...line, lineId: 'A-2' }, elsewhere)).rejects.toThrow('SD-OUTSIDE-UNIT');
  await expect(pagesFor(dispatch, elsewhere, 'lineShow', { lineId: 'A-1' })).rejects.toThrow(
    'SD-OUTSIDE-UNIT',
  );
  await expect(pagesFor(dispatch, admin, 'lineShow', { lineId: 'A-9' })).rejects.toThrow('SD-LINE-UNKNOWN');
  expect((await pagesFor(dispatch, elsewhere, 'lineList'))[0]?.lines).toEqual([]);
});

it('a new line needs a school, a provider and a medium, each named when missing', async () => {
  await using resources = openResources();
  const { set } = await openRegister(resources);
  await expect(set({ ...line, schoolCode: undefined })).rejects.toThrow('schoolCode');
  await expect(set({ ...line, isp: ' ' })).rejects.toThrow('isp');
  await expect(set({ ...line, medium: undefined })).rejects.toThrow('medium');
  await expect(set({ ...line, downMbps: -1 })).rejects.toThrow('downMbps');
});
