import { describe, expect, it } from 'vitest';
import { encode } from '../../../shared/contract/codec.ts';
import { maxWireBytes } from '../../../shared/contract/limits.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, bootOf, openRig, report, startMs } from '../fleet/fleet-rig.ts';
import { defender, type Machine, machineReadings } from '../fleet/judged-machine.ts';
import { admin, openQuestions, pagesFor, technicianOf } from './question-rig.ts';

const dayMs = 86_400_000;

/** Two machines in room P1 of school A, one in P2, one in school B, one that nobody heard of in C. */
async function openSchools(resources: Resources) {
  const rig = await openRig(resources);
  const places = [
    ['A', 'P1'],
    ['A', 'P1'],
    ['A', 'P2'],
    ['B', 'P1'],
    ['C', 'P1'],
  ] as const;
  const ids: string[] = [];
  for (const [index, [schoolCode, room]] of places.entries()) {
    ids.push(await admit(rig, index + 1, { schoolCode, room }));
  }
  let seq = 0;
  const tell = async (index: number, machine: Machine): Promise<void> => {
    seq += 1;
    const readings = machineReadings({ hostname: `LAB-${index}`, ...machine });
    await report(rig, ids[index] ?? '', { seq, up: seq, boot: bootOf(index + 1), readings });
    await rig.fleet.findings.settled();
  };
  await tell(0, { firewall: false, uacEnabled: 0 });
  await tell(1, { firewall: false });
  await tell(2, { uacEnabled: 0 });
  await tell(3, { firewall: 'denied' });
  return { ...rig, ...openQuestions(rig), ids, tell };
}

type Rig = Awaited<ReturnType<typeof openSchools>>;
const grave = { codes: ['firewall-off', 'uac-off'] };

async function listed({ dispatch }: Rig, params: object = {}, actor = admin): Promise<string[]> {
  const pages = await pagesFor(dispatch, actor, 'findings', params);
  return pages
    .flatMap(({ findings }) => findings)
    .filter(({ code }) => grave.codes.includes(code))
    .map(({ schoolCode, room, hostname, code, status }) =>
      [schoolCode, room, hostname, code, status].join(' '),
    );
}

describe('findings', () => {
  it('are listed gravest first, by place, with the machines that could not be judged', async () => {
    await using resources = openResources();
    const rig = await openSchools(resources);
    expect(await listed(rig)).toEqual([
      'A P1 LAB-0 firewall-off open',
      'A P1 LAB-0 uac-off open',
      'A P1 LAB-1 firewall-off open',
      'A P2 LAB-2 uac-off open',
    ]);
    const [page] = await pagesFor(rig.dispatch, admin, 'findings', { code: 'firewall-off' });
    expect(page).toMatchObject({ asAt: startMs, machines: 5 });
    expect(page?.unknown).toEqual([{ code: 'firewall-off', machines: 2 }]);
    expect(page?.findings[0]).toMatchObject({
      ...{ deviceId: rig.ids[0], basis: 'guidance', since: startMs, fixedAt: null, explainedBy: null },
      evidence: [{ fact: 'firewall.sources[].isEnabled', value: 'domain: false' }],
    });
  });

  it.each([
    [{ schoolCode: 'A', room: 'P2' }, ['A P2 LAB-2 uac-off open']],
    [{ unitId: 'sb' }, []],
    [{ code: 'uac-off', room: 'P1' }, ['A P1 LAB-0 uac-off open']],
    [{ severity: 'critical' }, []],
    [{ statuses: ['fixed'] }, []],
  ])('asked for with %j are these', async (params, expected) => {
    await using resources = openResources();
    expect(await listed(await openSchools(resources), params)).toEqual(expected);
  });

  it('are told within the actor’s unit alone', async () => {
    await using resources = openResources();
    const rig = await openSchools(resources);
    expect(await listed(rig, {}, technicianOf('ra'))).toHaveLength(3);
    expect(await listed(rig, {}, technicianOf('sc'))).toEqual([]);
    const told = (params: object) => rig.dispatch(technicianOf('sc'), 'findings', params);
    for (const params of [{ schoolCode: 'A' }, { unitId: 'sa' }, { deviceId: rig.ids[0] }]) {
      expect(await told(params)).toMatchObject({ error: { code: 'SD-OUTSIDE-UNIT' } });
    }
    expect(await told({ deviceId: 'd-zzzzzzzzzzzzzzzz' })).toMatchObject({
      error: { code: 'SD-DEVICE-UNKNOWN' },
    });
  });

  it('that were fixed are listed when they are asked for, since a day', async () => {
    await using resources = openResources();
    const rig = await openSchools(resources);
    await rig.clock.advance(dayMs);
    await rig.tell(0, {});
    expect(await listed(rig, { statuses: ['fixed'] })).toEqual([
      'A P1 LAB-0 firewall-off fixed',
      'A P1 LAB-0 uac-off fixed',
    ]);
    expect(await listed(rig, { statuses: ['fixed'], fixedSince: startMs + dayMs + 1 })).toEqual([]);
  });

  it('of thousands fit their messages', async () => {
    await using resources = openResources();
    const rig = await openSchools(resources);
    const judged = rig.fleet.findings.ofDevice(rig.ids[0] ?? '');
    const long = '�ẵ\\"'.repeat(50);
    const open = Array.from({ length: 2_000 }, (_, id) => ({
      ...judged?.open[0],
      id,
      evidence: [{ fact: 'x', value: long }],
    }));
    Object.assign(judged ?? {}, { open });
    const pages = await pagesFor(rig.dispatch, admin, 'findings');
    expect(pages.length).toBeGreaterThan(10);
    expect(pages.every((page) => encode(page, { plain: true }).length < maxWireBytes)).toBe(true);
    const [detail] = await pagesFor(rig.dispatch, admin, 'device', { deviceId: rig.ids[0] });
    expect(detail?.device.findings).toHaveLength(64);
  });
});

it('of one machine are told causes first, also where the symptom is graver', async () => {
  await using resources = openResources();
  const { fleet, dispatch, ids, tell } = await openSchools(resources);
  const deviceId = ids[3] ?? '';
  fleet.listener.setCondition(deviceId, 'frozen', null);
  await tell(3, { antivirus: defender.outdated });
  const [page] = await pagesFor(dispatch, admin, 'device', { deviceId });
  const shown = page?.device.findings.map(({ code, severity }) => [code, severity]) ?? [];
  expect(shown.at(-1)).toEqual(['antivirus-outdated', 'high']);
  expect(shown).toContainEqual(['frozen-disk', 'medium']);
});

describe('findingSet', () => {
  it('takes a word on one machine, or on all of a code in a room or school', async () => {
    await using resources = openResources();
    const rig = await openSchools(resources);
    const set = (params: object) => pagesFor(rig.dispatch, admin, 'findingSet', params);
    const acknowledged = { code: 'firewall-off', status: 'acknowledged' };
    expect(await set({ ...acknowledged, deviceId: rig.ids[0] })).toEqual([{ changed: 1 }]);
    const accepted = { status: 'accepted', reason: 'đã xem', acceptedUntil: startMs + dayMs };
    expect(await set({ ...accepted, code: 'firewall-off', schoolCode: 'A', room: 'P1' })).toEqual([
      { changed: 2 },
    ]);
    expect(await set({ ...accepted, code: 'uac-off', schoolCode: 'A' })).toEqual([{ changed: 2 }]);
    expect(await listed(rig)).toEqual([]);
    const [page] = await pagesFor(rig.dispatch, admin, 'findings', { statuses: ['accepted'] });
    expect(page?.findings[0]).toMatchObject({
      ...{ decidedBy: admin.userId, decidedAt: startMs, reason: 'đã xem', acceptedUntil: startMs + dayMs },
    });
    await rig.clock.advance(dayMs);
    expect(await listed(rig)).toHaveLength(4);
    expect(await set({ code: 'uac-off', status: 'open', schoolCode: 'A' })).toEqual([{ changed: 2 }]);
    expect(await set({ code: 'smb-one', status: 'open', schoolCode: 'A' })).toEqual([{ changed: 0 }]);
    const elsewhere = { ...acknowledged, deviceId: rig.ids[0], room: 'P2' };
    expect(await set(elsewhere)).toEqual([{ changed: 0 }]);
  });

  it.each([
    [{ status: 'accepted', schoolCode: 'A', acceptedUntil: startMs + 1 }, 'reason'],
    [{ status: 'accepted', schoolCode: 'A', reason: '  ', acceptedUntil: startMs + 1 }, 'reason'],
    [{ status: 'accepted', schoolCode: 'A', reason: '\u200b .', acceptedUntil: startMs + 1 }, 'reason'],
    [{ status: 'accepted', schoolCode: 'A', reason: 'x' }, 'acceptedUntil'],
    [{ status: 'accepted', schoolCode: 'A', reason: 'x', acceptedUntil: startMs }, 'acceptedUntil'],
    [
      { status: 'accepted', schoolCode: 'A', reason: 'x', acceptedUntil: startMs + 800 * dayMs },
      'acceptedUntil',
    ],
    [{ status: 'acknowledged', schoolCode: 'A', acceptedUntil: startMs + 1 }, 'acceptedUntil'],
    [{ status: 'acknowledged' }, 'deviceId'],
    [{ status: 'acknowledged', room: 'P1' }, 'deviceId'],
    [{ status: 'fixed', schoolCode: 'A' }, 'status'],
  ])('refuses %j, naming %s', async (params, field) => {
    await using resources = openResources();
    const { dispatch, fleet, ids } = await openSchools(resources);
    const before = fleet.findings.ofDevice(ids[0] ?? '');
    const refused = await dispatch(admin, 'findingSet', { code: 'firewall-off', ...params });
    expect(refused).toMatchObject({ error: { code: 'SD-VALUE' } });
    expect(refused.ok ? '' : refused.error.values.field).toContain(field);
    expect(fleet.findings.ofDevice(ids[0] ?? '')).toBe(before);
  });
});

describe('risk', () => {
  it('is told by school, room and machine, the worst first, with what it is made of', async () => {
    await using resources = openResources();
    const { dispatch, ids } = await openSchools(resources);
    const rows = async (by: string) =>
      (await pagesFor(dispatch, admin, 'risk', { by })).flatMap((page) => page.rows);
    expect((await rows('school')).map(({ schoolCode }) => schoolCode)).toEqual(['A', 'B', 'C']);
    const machines = await rows('machine');
    expect(machines[0]).toMatchObject({ deviceId: ids[0], machines: 1, unknownMachines: 0 });
    expect(machines.at(-1)).toMatchObject({ deviceId: ids[4], score: null, unknownMachines: 1 });
    const sum = machines[0]?.breakdown.reduce((total, { points }) => total + points, 0);
    expect(machines[0]?.score).toBe(sum);
    const [room] = (await rows('room')).filter((row) => row.schoolCode === 'A' && row.room === 'P1');
    const inRoom = machines.filter((row) => row.schoolCode === 'A' && row.room === 'P1');
    const mean = inRoom.reduce((total, { score }) => total + (score ?? 0), 0) / 2;
    expect(room?.score).toBeCloseTo(mean, 1);
    expect(room?.breakdown.find(({ code }) => code === 'firewall-off')?.machines).toBe(2);
  });
});

describe('findingTrend', () => {
  it('counts by local month what came, went and stood', async () => {
    await using resources = openResources();
    const rig = await openSchools(resources);
    await rig.clock.advance(30 * dayMs);
    await rig.tell(0, { uacEnabled: 0 });
    const asked = { schoolCode: 'A', months: 3 };
    const [page] = await pagesFor(rig.dispatch, admin, 'findingTrend', asked);
    const months = page?.months ?? [];
    expect(months.map(({ month }) => month)).toEqual(['2026-09', '2026-10', '2026-11']);
    expect(months[0]).toEqual({
      ...{ month: '2026-09', opened: 0, fixed: 0, openAtEnd: 0, medianDaysToFix: null },
    });
    expect(months[1]).toMatchObject({ fixed: 0, openAtEnd: months[1]?.opened, medianDaysToFix: null });
    expect(months[2]).toMatchObject({ fixed: 1, medianDaysToFix: 30 });
    const openings = (months[1]?.opened ?? 0) + (months[2]?.opened ?? 0);
    expect(months[2]?.openAtEnd).toBe(openings - 1);
    // A machine that is written off takes what is open with it; its history stays.
    const now = await rig.store.assignment(rig.ids[2] ?? '');
    if (now === null) throw new Error('not admitted');
    await rig.store.assign({ ...now, state: 'retired' }, 'test');
    await rig.fleet.assignmentChanged(now.deviceId);
    await rig.fleet.findings.settled();
    const [after] = await pagesFor(rig.dispatch, admin, 'findingTrend', asked);
    expect(after?.months.map(({ opened, fixed }) => [opened, fixed])).toEqual(
      months.map(({ opened, fixed }) => [opened, fixed]),
    );
    expect(after?.months[2]?.openAtEnd).toBeLessThan(openings - 1);
    expect(await listed(rig)).not.toContain('A P2 LAB-2 uac-off open');
  });
});

describe('upgrades', () => {
  it('are told of every machine, also of one of which nothing is known', async () => {
    await using resources = openResources();
    const { dispatch, ids } = await openSchools(resources);
    const [page] = await pagesFor(dispatch, admin, 'upgrades');
    const rows = new Map(page?.machines.map((row) => [row.deviceId, row]));
    expect(rows.get(ids[0] ?? '')).toMatchObject({
      ...{ model: 'Dell Inc. OptiPlex 3070', memoryBytes: 8 * 2 ** 30, windowsEleven: 'runs' },
    });
    expect(rows.get(ids[4] ?? '')).toMatchObject({
      windowsEleven: 'unknown',
      action: 'unknown',
      model: null,
    });
    const [detail] = await pagesFor(dispatch, admin, 'device', { deviceId: ids[0] });
    expect(detail?.device.upgrade).toEqual(rows.get(ids[0] ?? ''));
    expect(detail?.device.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['firewall-off', 'uac-off']),
    );
  });
});
