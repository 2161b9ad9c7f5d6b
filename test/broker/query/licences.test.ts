import { expect, it } from 'vitest';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, bootOf, openRig, report, startMs } from '../fleet/fleet-rig.ts';
import { type Machine, machineReadings } from '../fleet/judged-machine.ts';
import { admin, openQuestions, pagesFor, technicianOf } from './question-rig.ts';

const dayMs = 86_400_000;
const kaspersky = { antivirusName: 'Kaspersky Endpoint Security', antivirus: 0x041000 } as const;

/** Four machines of school A: Kaspersky on three of them, Defender on one; one of school B. */
async function openRegister(resources: Resources) {
  const rig = await openRig(resources);
  const ids: string[] = [];
  const tell = async (index: number, seq: number, machine: Machine): Promise<void> => {
    const content = { seq, up: seq, boot: bootOf(index + 1), readings: machineReadings(machine) };
    await report(rig, ids[index] ?? '', content);
    await rig.fleet.findings.settled();
  };
  for (let index = 0; index < 5; index += 1) {
    ids.push(await admit(rig, index + 1, { schoolCode: index === 4 ? 'B' : 'A' }));
    const packages = ['LibreOffice 25.2', index === 0 ? 'PHẦN  MỀM Soạn Bài Giảng Điện Tử 3.1' : 'GIMP'];
    await tell(index, 1, { ...(index < 3 ? kaspersky : {}), packages });
  }
  const { dispatch } = openQuestions(rig);
  const list = async (schoolCode = 'A') => {
    const [page] = await pagesFor(dispatch, admin, 'licenceList', { schoolCode });
    return page ?? { licences: [], coverage: [] };
  };
  const set = async (params: object) => {
    const [page] = await pagesFor(dispatch, admin, 'licenceSet', { schoolCode: 'A', seats: 5, ...params });
    return page?.licence;
  };
  const unlicensed = () =>
    ids.flatMap((deviceId, index) => {
      const open = rig.fleet.findings.ofDevice(deviceId)?.open ?? [];
      return open.some(({ code }) => code === 'antivirus-unlicensed') ? [index] : [];
    });
  return { ...rig, dispatch, ids, tell, list, set, unlicensed };
}

it('installs are counted by the product’s name, whatever its case, marks and spaces', async () => {
  await using resources = openResources();
  const { set, list } = await openRegister(resources);
  expect(await set({ product: ' phan mem soan bai giang dien tu ' })).toMatchObject({
    ...{ product: 'phan mem soan bai giang dien tu', installs: 1, state: 'valid', schoolName: 'Trường A' },
  });
  expect(await set({ product: 'libreoffice', seats: 3 })).toMatchObject({ installs: 4, state: 'exceeded' });
  expect(await set({ product: 'AutoCAD' })).toMatchObject({ installs: 0, state: 'unused' });
  expect((await list()).licences).toHaveLength(3);
  expect((await list('B')).licences).toEqual([]);
});

it('an end is near for thirty days, and holds through its last day', async () => {
  await using resources = openResources();
  const { set, clock, list } = await openRegister(resources);
  const product = 'Kaspersky';
  const ended = await set({ product, expiresOn: '2026-10-04' });
  expect(ended?.state).toBe('expired');
  const stateOn = async (expiresOn?: string) => (await set({ id: ended?.id, product, expiresOn }))?.state;
  expect(await stateOn('2026-10-05')).toBe('ending');
  expect(await stateOn('2026-11-04')).toBe('ending');
  expect(await stateOn('2026-11-05')).toBe('valid');
  expect(await stateOn()).toBe('valid');
  await stateOn('2026-11-05');
  await clock.advance(40 * dayMs);
  expect((await list()).licences).toMatchObject([{ id: ended?.id, state: 'expired' }]);
});

it('an antivirus is licensed by the register while seats are free, by itself, or by Windows where that counts', async () => {
  await using resources = openResources();
  const { set, list, unlicensed, dispatch, tell, fleet } = await openRegister(resources);
  const coverage = async () => (await list()).coverage;
  await fleet.findings.settled();
  expect(await coverage()).toMatchObject([
    { schoolCode: 'A', machines: 4, licensed: 0, builtIn: 1, unlicensed: 0, unknown: 3 },
  ]);
  // A school that keeps no register has said nothing of what it bought.
  expect(unlicensed()).toEqual([]);
  const licence = await set({ product: 'Kaspersky', seats: 2 });
  expect(await coverage()).toMatchObject([{ licensed: 2, builtIn: 1, unlicensed: 1 }]);
  expect(unlicensed()).toEqual([2]);
  await pagesFor(dispatch, admin, 'reviewPolicySet', { builtInAntivirusIsLicensed: false });
  await fleet.findings.settled();
  expect(unlicensed()).toEqual([2, 3, 4]);
  expect(await pagesFor(dispatch, admin, 'reviewPolicyShow')).toEqual([
    { policy: { builtInAntivirusIsLicensed: false } },
  ]);
  // An office suite licenses no antivirus.
  await set({ product: 'LibreOffice', seats: 50 });
  expect(unlicensed()).toEqual([2, 3, 4]);
  await tell(2, 2, {});
  await pagesFor(dispatch, admin, 'reviewPolicySet', { builtInAntivirusIsLicensed: true });
  await fleet.findings.settled();
  expect(unlicensed()).toEqual([]);
  await pagesFor(dispatch, admin, 'licenceRemove', { id: licence?.id });
  expect(unlicensed()).toEqual([0, 1]);
  expect((await list()).licences.map(({ product }) => product)).toEqual(['LibreOffice']);
});

it('what another rule ends was not fixed by anybody; what somebody buys was', async () => {
  await using resources = openResources();
  const { dispatch, set, fleet, unlicensed } = await openRegister(resources);
  const rule = async (builtInAntivirusIsLicensed: boolean): Promise<void> => {
    await pagesFor(dispatch, admin, 'reviewPolicySet', { builtInAntivirusIsLicensed });
    await fleet.findings.settled();
  };
  const told = async () => {
    const of = { code: 'antivirus-unlicensed', statuses: ['fixed'] };
    const [listed] = await pagesFor(dispatch, admin, 'findings', of);
    const [trend] = await pagesFor(dispatch, admin, 'findingTrend', { months: 1 });
    return [listed?.findings.length, trend?.months[0]?.fixed];
  };
  await rule(false);
  expect(unlicensed()).toEqual([3, 4]);
  await rule(true);
  expect([unlicensed(), await told()]).toEqual([[], [0, 0]]);
  await rule(false);
  await set({ product: 'Windows Defender', seats: 1 });
  // Whoever keeps a register says what was not bought, too.
  expect([unlicensed(), await told()]).toEqual([
    [0, 1, 2, 4],
    [1, 1],
  ]);
});

it('a machine that moves takes its installs with it', async () => {
  await using resources = openResources();
  const { set, list, store, ids, fleet } = await openRegister(resources);
  await set({ product: 'LibreOffice', seats: 50 });
  const now = await store.assignment(ids[0] ?? '');
  if (now === null) throw new Error('not admitted');
  await store.assign({ ...now, schoolCode: 'B' }, 'test');
  await fleet.assignmentChanged(now.deviceId);
  await fleet.findings.settled();
  expect((await list()).licences).toMatchObject([{ installs: 3 }]);
  expect((await list()).coverage).toMatchObject([{ machines: 3 }]);
  expect((await list('B')).coverage).toMatchObject([{ machines: 2 }]);
});

it.each([
  ['licenceSet', { schoolCode: 'C', product: 'x', seats: 1 }, 'SD-OUTSIDE-UNIT'],
  ['licenceSet', { schoolCode: 'Z', product: 'x', seats: 1 }, 'SD-SCHOOL-UNKNOWN'],
  ['licenceSet', { schoolCode: 'A', product: '  ', seats: 1 }, 'SD-VALUE'],
  ['licenceSet', { schoolCode: 'A', product: 'x', seats: 0 }, 'SD-VALUE'],
  ['licenceSet', { schoolCode: 'A', product: 'x', seats: 1, expiresOn: '2026-02-30' }, 'SD-VALUE'],
  ['licenceSet', { id: 77, schoolCode: 'A', product: 'x', seats: 1 }, 'SD-LICENCE-UNKNOWN'],
  ['licenceRemove', { id: 77 }, 'SD-LICENCE-UNKNOWN'],
  ['reviewPolicySet', { builtInAntivirusIsLicensed: false }, 'SD-MAY-NOT-ASK'],
] as const)('%s with %j is %s', async (kind, params, code) => {
  await using resources = openResources();
  const { dispatch, store } = await openRegister(resources);
  expect(await dispatch(technicianOf('sa'), kind, params)).toMatchObject({ error: { code } });
  expect(await store.licences()).toEqual([]);
});

it('a licence stays its school’s, and there are not more than a review takes', async () => {
  await using resources = openResources();
  const { dispatch, store, fleet, set } = await openRegister(resources);
  const mine = await set({ product: 'Bkav' });
  const moved = { id: mine?.id, schoolCode: 'B', product: 'Bkav', seats: 1 };
  expect(await dispatch(admin, 'licenceSet', moved)).toMatchObject({ error: { code: 'SD-VALUE' } });
  const version = { validFrom: startMs, schoolCode: 'A', seats: 1, expiresOn: null, note: null };
  for (let index = 1; index < 200; index += 1) {
    await store.saveLicence(null, { ...version, product: `P${index}` }, 'test');
  }
  await fleet.findings.registerChanged('A');
  const one = { schoolCode: 'A', product: 'P200', seats: 1 };
  expect(await dispatch(admin, 'licenceSet', one)).toMatchObject({ error: { code: 'SD-LIST-FULL' } });
  expect(await set({ id: mine?.id, product: 'Bkav Pro' })).toMatchObject({ product: 'Bkav Pro' });
});
