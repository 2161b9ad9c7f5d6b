import { expect, it } from 'vitest';
import { createLineAnswers } from '../../../broker/query/line-answers.ts';
import { openResources } from '../../support/resources.ts';
import { deviceIdOf, reload, report, rules } from '../fleet/fleet-rig.ts';
import { machineReadings, readingOf } from '../fleet/judged-machine.ts';
import { declaredLine as line, openRegister } from './line-rig.ts';
import { admin, openQuestions, pagesFor, technicianOf } from './question-rig.ts';

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
  await expect(set({ lineId: 'A-1', downMbps: 5 })).rejects.toThrow('SD-VALUE');
});

it('the way out of a school that entered none is listed after a restart, before anybody is heard', async () => {
  await using resources = openResources();
  const rig = await openRegister(resources);
  expect(await rig.list()).toEqual([]);
  const proberId = deviceIdOf(1);
  await rig.store.saveProbedLine({
    ...{ lineId: 'auto-A', schoolCode: 'A', gateway: null, place: 0 },
    ...{ proberId, standbyId: null },
  });
  const later = { ...rig, fleet: await reload(rig.store, rig.clock) };
  const { dispatch } = openQuestions(later, createLineAnswers({ ...later, rules }));
  const found = { lineId: 'auto-A', isDeclared: false, state: 'unknown', proberId };
  const [page] = await pagesFor(dispatch, admin, 'lineList', {});
  expect(page?.lines).toMatchObject([found]);
  const [shown] = await pagesFor(dispatch, admin, 'lineShow', { lineId: 'auto-A' });
  expect(shown?.line).toMatchObject(found);
  const unknown = pagesFor(dispatch, admin, 'lineShow', { lineId: 'auto-Z' });
  await expect(unknown).rejects.toThrow('SD-LINE-UNKNOWN');
});

it('an id belongs to one school, and a school to whoever is over it', async () => {
  await using resources = openResources();
  const { set, dispatch } = await openRegister(resources);
  await set(line);
  await expect(set({ ...line, schoolCode: 'B' })).rejects.toThrow('SD-LINE-ELSEWHERE');
  await expect(set({ ...line, lineId: 'X', schoolCode: 'Z' })).rejects.toThrow('SD-SCHOOL-UNKNOWN');
  // It would stand for what is found of another school's way out.
  await expect(set({ ...line, lineId: 'auto-B' })).rejects.toThrow('SD-VALUE');
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

it('a list is imported whole or not at all; a dry run writes nothing; the same list changes nothing', async () => {
  await using resources = openResources();
  const { dispatch, list } = await openRegister(resources);
  const load = async (csv: string, isDry = false, actor = admin) =>
    (await pagesFor(dispatch, actor, 'registerImport', { register: 'lines', csv, isDry }))[0];
  const csv =
    'Mã đường truyền;Mã trường;Nhà mạng;Loại;Băng thông\nA-1;A;VNPT;Cáp quang;200\nB-1;B;FPT;4G;12,5\n';
  expect(await load(csv, true)).toMatchObject({ rows: 2, added: 2, changed: 0, problems: [] });
  expect(await list()).toEqual([]);
  expect(await load(csv)).toMatchObject({ added: 2, unchanged: 0 });
  expect(await load(csv)).toMatchObject({ added: 0, changed: 0, unchanged: 2, changes: [] });
  expect(await load(csv.replace(';200', ';300'), true)).toMatchObject({
    ...{ changed: 1, unchanged: 1 },
    changes: [{ change: 'changed', key: 'A-1', field: 'down_mbps', before: '200', after: '300' }],
  });
  expect(await load(`${csv}C-1;Z;VNPT;Cáp quang;5\n`)).toMatchObject({
    ...{ rows: 0, added: 0, changed: 0, isWritten: false },
    problems: [{ line: 4, column: 'school_code', reason: 'unknown-school', value: 'Z' }],
  });
  await expect(load(csv, false, technicianOf('sb'))).rejects.toThrow('SD-MAY-NOT-ASK');
  expect((await list()).map(({ lineId, downMbps }) => [lineId, downMbps])).toEqual([
    ...[
      ['A-1', 200],
      ['B-1', 12.5],
    ],
  ]);
});

it('a slow port is a finding from when a fast line is entered until it is taken back', async () => {
  await using resources = openResources();
  const rig = await openRegister(resources);
  const { set, dispatch, fleet, clock } = rig;
  const deviceId = deviceIdOf(1);
  const interfaces = [{ name: 'eth0', kind: 'ethernet', isUp: true, speedMbps: 100 }];
  await report(rig, deviceId, {
    seq: 1,
    readings: [...machineReadings(), readingOf('network', { interfaces })],
  });
  const open = async () => {
    await fleet.findings.settled();
    return (fleet.findings.ofDevice(deviceId)?.open ?? []).filter(({ code }) => code === 'network-port-slow');
  };
  expect(await open()).toEqual([]);
  await set(line);
  expect(await open()).toEqual([]);
  // One day of grace: a port that renegotiates is none.
  await clock.advance(2 * 86_400_000);
  await report(rig, deviceId, {
    seq: 2,
    readings: [readingOf('network', { interfaces, gateway: '192.168.1.1' })],
  });
  expect(await open()).toMatchObject([
    {
      severity: 'low',
      evidence: [
        { fact: 'network.interfaces[].speedMbps', value: 'eth0: 100' },
        { fact: 'line.downMbps', value: '200' },
      ],
    },
  ]);
  await pagesFor(dispatch, admin, 'lineRemove', { lineId: 'A-1' });
  expect(await open()).toEqual([]);
});

it('a row shows what was measured beside what was declared', async () => {
  await using resources = openResources();
  const rig = await openRegister(resources);
  const { set, list, clock } = rig;
  await set({ ...line, upMbps: 200 });
  const sample = (first: number) => ({
    seconds: 300,
    targets: [
      { kind: 'first-hop' as const, method: 'tcp' as const, sent: 10, lost: 0, p50Ms: first, jitterMs: 0.4 },
      {
        kind: 'broker' as const,
        method: 'tcp' as const,
        sent: 10,
        lost: 0,
        p50Ms: 9,
        p95Ms: 14,
        jitterMs: 1,
      },
    ],
    publicAddresses: ['14.160.1.1'],
    router: { wanAddress: '100.64.9.9' },
    ipv6: { hasGlobalAddress: false },
    captivePortal: false,
  });
  await report(rig, deviceIdOf(1), { seq: 1, line: sample(3) });
  const [row] = await list({ schoolCode: 'A' });
  expect(row).toMatchObject({
    ...{ verdict: 'corroborated', reasons: ['network-matches', 'latency-fits', 'carrier-nat'], state: 'up' },
    ...{ asn: 45899, asnName: 'VNPT', publicAddress: '14.160.1.1', isCarrierNat: true, hasIpv6: false },
    ...{
      latencyMs: 9,
      p95Ms: 14,
      lossPercent: 0,
      jitterMs: 1,
      measuredAt: clock.now(),
      captivePortal: false,
    },
  });
  await set({ lineId: 'A-1', isp: 'Viettel' });
  expect((await list())[0]).toMatchObject({
    verdict: 'contradicted',
    reasons: ['latency-fits', 'network-differs', 'carrier-nat'],
  });
  await clock.advance(3_600_000);
  expect((await list())[0]).toMatchObject({ state: 'unknown', latencyMs: 9 });
});
