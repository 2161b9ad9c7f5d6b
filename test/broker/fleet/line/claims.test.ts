import { expect, it } from 'vitest';
import type { LineSample } from '../../../../shared/contract/line-facts.ts';
import { openResources } from '../../../support/resources.ts';
import { admit, birthOf, bootOf, openRig, report, startMs, status } from '../fleet-rig.ts';
import { connect, living } from '../outage/school-life.ts';

const always = { from: 0, to: Number.MAX_SAFE_INTEGER };
const good = {
  gateway: 'ok',
  firstHop: 'ok',
  broker: 'ok',
  internet: 'ok',
  dns: 'ok',
  quality: 'good',
} as const;
const sampleOf = (lineId: string, publicAddress: string): LineSample => ({
  ...{ lineId, seconds: 300, publicAddresses: [publicAddress, '14.160.1.1'], router: { wanAddress: 'no' } },
  targets: [{ kind: 'broker', method: 'tcp', sent: 10, lost: 0, p50Ms: 1 }],
  log: [{ ...good, fromAgo: 1e7, toAgo: 0, checks: 9, publicAddress }],
});

it('a machine tells of its own school’s lines and of services that somebody entered; the rest of its report stands', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  const { store, fleet, clock, stored } = rig;
  const deviceId = await admit(rig, 1, { schoolCode: 'A' });
  const entry = { isp: 'VNPT', medium: 'fibre', duty: 'main' } as const;
  const entries = [
    { ...entry, lineId: 'A-1', schoolCode: 'A' },
    { ...entry, lineId: 'B-1', schoolCode: 'B' },
  ];
  await store.saveLines(entries, startMs, 'test');
  await fleet.lines.register.load();
  await status(rig, deviceId, birthOf(1, startMs));
  await clock.advance(600_000);
  const services = [
    { service: 'csdl', ago: 0, stage: 'ok' as const },
    ...Array.from({ length: 60 }, (_, n) => ({ service: `own-${n}`, ago: 0, stage: 'dns' as const })),
  ];
  const of = { boot: bootOf(1), up: 600 };
  await report(rig, deviceId, { ...of, seq: 1, services, line: sampleOf('B-1', '<script>') });
  await report(rig, deviceId, { ...of, seq: 2, line: sampleOf('A-1', '14.160.1.1') });
  expect(await store.runsOfLine('B-1', always)).toEqual([]);
  expect(await store.samplesOf('B-1', always)).toEqual([]);
  expect(fleet.lines.register.measured('B-1')).toBeNull();
  // What it saw of its own way out is its own, and began no earlier than its process.
  const seen = await store.runsOf(deviceId, always);
  expect(seen).toMatchObject([
    { lineId: null, from: startMs, to: startMs + 600_000, publicAddress: null },
    { lineId: 'A-1', from: startMs, publicAddress: '14.160.1.1' },
  ]);
  expect(await store.checksOf(deviceId, always)).toMatchObject([{ service: 'csdl' }]);
  expect(stored.map(({ line }) => line?.router)).toEqual([undefined, {}]);
  expect(stored[1]?.line?.publicAddresses).toEqual(['14.160.1.1', '14.160.1.1']);
  expect(stored[0]?.services).toHaveLength(1);
});

it('a machine of one person tells nothing', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  const deviceId = await admit(rig, 1, { schoolCode: 'A', role: 'teacher' });
  await status(rig, deviceId, birthOf(1, startMs));
  await report(rig, deviceId, { boot: bootOf(1), seq: 1, line: sampleOf('auto-A', '14.160.1.1') });
  expect(await rig.store.runsOf(deviceId, always)).toEqual([]);
  expect(rig.stored[0]).not.toHaveProperty('line');
});

it('of a machine that is given to one person, what showed where it was is forgotten', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  const { store, fleet } = rig;
  const deviceId = await admit(rig, 1, { schoolCode: 'A' });
  fleet.start();
  resources.defer(() => fleet.stop());
  const machine = living(deviceId, startMs);
  await connect(rig, machine);
  await report(rig, deviceId, { boot: machine.boot, seq: 1, up: 60, line: sampleOf('auto-A', '14.160.1.1') });
  await fleet.lines.outages.settled();
  expect(await store.sessionsOf(deviceId, always)).toMatchObject([{ publicAddress: '203.0.113.1' }]);
  const now = await store.assignment(deviceId);
  if (now === null) throw new Error('not admitted');
  await store.assign({ ...now, role: 'teacher' }, 'test');
  await fleet.assignmentChanged(deviceId);
  fleet.disconnected(deviceId, { lastHeardAt: startMs, silenceMs: 180_000, how: 'closed' });
  await rig.clock.advance(60_000);
  await fleet.lines.outages.settled();
  expect(await store.sessionsOf(deviceId, always)).toEqual([]);
  expect(await store.runsOf(deviceId, always)).toEqual([]);
});

it('pages of two schools that go by one name fail apart, and leave everybody’s alone', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  const { store, fleet, clock } = rig;
  const page = {
    service: 'thu-vien',
    name: 'Thư viện',
    url: 'https://thuvien.vn/',
    state: 'active',
  } as const;
  for (const schoolCode of ['A', 'B']) await store.saveService({ ...page, schoolCode }, startMs, 'test');
  await store.saveService(page, startMs, 'test');
  await fleet.lines.services.load();
  fleet.start();
  resources.defer(() => fleet.stop());
  const schools = ['A', 'B', 'C'];
  for (const [number, schoolCode] of schools.entries()) {
    const machine = living(await admit(rig, number + 1, { schoolCode }), startMs - 3_600_000);
    await connect(rig, machine);
    const stage = schoolCode === 'C' ? ('ok' as const) : ('http' as const);
    const services = [500, 300, 0].map((ago) => ({ service: 'thu-vien', ago, stage }));
    await report(rig, machine.deviceId, { boot: machine.boot, seq: 1, up: 3_600, services });
  }
  await clock.advance(30_000);
  await fleet.lines.outages.settled();
  const found = fleet.lines.outages.open().map(({ scope, schoolCodes }) => [scope.id, ...schoolCodes]);
  expect(found.sort()).toEqual([
    ['A/thu-vien', 'A'],
    ['B/thu-vien', 'B'],
  ]);
});
