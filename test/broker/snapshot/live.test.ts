import { expect, it } from 'vitest';
import { openResources } from '../../support/resources.ts';
import { admit, birthOf, report, startMs, status } from '../fleet/fleet-rig.ts';
import { machineReadings, readingOf } from '../fleet/judged-machine.ts';
import { machineIn, officerOfA, openSnapshots } from './snapshot-rig.ts';

const gib = 2 ** 30;

it('a machine stands in the snapshot with all that its facts say', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const deviceId = await admit(rig, 1, { schoolCode: 'A', room: 'P1' });
  await rig.store.saveRoom(
    { schoolCode: 'A', room: 'P1', siteCode: 'D2', validFrom: startMs, kind: 'lab', seats: 40 },
    'test',
  );
  await rig.fleet.roomsChanged();
  const own = ['hardware', 'storage', 'network', 'peripherals', 'diskHealth'];
  await report(rig, deviceId, {
    seq: 1,
    readings: [
      ...machineReadings({ hostname: 'LAB-07' }).filter(({ section }) => !own.includes(section)),
      readingOf('hardware', {
        ...{ vendor: 'Dell Inc.', model: 'OptiPlex 3070', serial: 'ABC1234', biosDate: '04/01/2019' },
        ...{ memoryBytes: 8_375_000_000, chassisType: 3, hypervisor: 'none', batteries: [] },
        memorySlots: [{ sizeBytes: 4 * gib }, { sizeBytes: 4 * gib }],
        memorySlotCount: 4,
        cpu: { model: 'Intel(R) Core(TM) i3-10100 CPU @ 3.60GHz' },
      }),
      readingOf('storage', {
        disks: [
          { device: 'sda', sizeBytes: 240 * gib, kind: 'ssd' },
          { device: 'sdb', sizeBytes: 16 * gib, isRemovable: true, kind: 'hdd' },
        ],
      }),
      readingOf('network', { interfaces: [{ name: 'wlan0', kind: 'wifi' }] }),
      readingOf('peripherals', {
        monitors: [{ name: 'EPSON PJ' }],
        printers: [
          { driver: 'HP LaserJet' },
          { driver: 'Microsoft Print To PDF', isVirtual: true },
          { driver: 'Canon', isNetwork: true },
        ],
        cameras: [{ name: 'HD Webcam' }, { name: 'OBS Virtual Camera' }],
      }),
      readingOf('diskHealth', { disks: [{ device: 'sda', source: 'smartctl', isSelfTestPassed: false }] }),
    ],
  });
  await rig.store.saveRegister({
    ...{ register: 'assets', at: startMs, actor: 'test' },
    entries: [
      {
        key: 'TS-001',
        row: {
          ...{ assetCode: 'TS-001', schoolCode: 'A', name: null, item: null, deviceId: null },
          ...{ serial: 'abc1234', hostname: null, purchaseYear: 2020, purchasedOn: null, costDong: null },
          ...{ funding: null, holder: null, isRestricted: null, hardwareFaults: null },
          ...{ repairCostDong: null, writtenOffOn: null },
        },
      },
    ],
  });
  const { snapshot, isWhole } = await rig.planning();
  expect(isWhole).toBe(true);
  expect(machineIn(snapshot, deviceId)).toMatchObject({
    ...{ deviceId, hostname: 'LAB-07', schoolCode: 'A', siteCode: 'D2', room: 'P1', roomKind: 'lab' },
    ...{ model: 'Dell Inc. OptiPlex 3070', serial: 'ABC1234', assetCode: 'TS-001', biosDate: '2019-04-01' },
    ...{ memoryBytes: 8_375_000_000, installedMemoryBytes: 8 * gib, freeMemorySlots: 2, systemDisk: 'ssd' },
    ...{
      isDiskFailing: true,
      hasWifi: true,
      hasProjection: true,
      hasBattery: false,
      printers: 1,
      cameras: 1,
    },
    ...{ isOsSupported: true, canRunSuccessor: true, antivirus: 'on', isAntivirusLicensed: true },
    ...{ cpuLaunchYear: null, wasOnline: null, hardwareAtMs: startMs },
  });
});

it('what a machine never told is unknown, not bad', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const deviceId = await admit(rig, 1, { schoolCode: 'A' });
  const { snapshot } = await rig.planning();
  const { connected, role, state, schoolCode, ...facts } = machineIn(snapshot, deviceId) ?? {};
  expect({ connected, role, state, schoolCode }).toEqual({
    ...{ connected: false, role: 'student', state: 'approved', schoolCode: 'A' },
  });
  const known = Object.entries(facts).filter(([, value]) => value !== null);
  expect(Object.fromEntries(known)).toEqual({ deviceId, antivirus: 'unknown' });
});

it('a machine that came from the Internet was on it; from a network of one’s own, only its checks tell', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  const ids: string[] = [];
  for (const [index, address] of ['14.160.1.1', '10.1.2.3', '::ffff:192.168.1.9'].entries()) {
    const deviceId = await admit(rig, index + 1, { schoolCode: 'A' });
    ids.push(deviceId);
    await rig.store.saveSessions([
      {
        ...{ deviceId, boot: '1', conn: 1, bornAt: startMs, lastHeardAt: startMs, silenceMs: 90_000 },
        ...{ endedAt: null, end: null, publicAddress: address, processStartedAt: null, osStartedAt: null },
        previous: null,
      },
    ]);
    await status(rig, deviceId, birthOf(1, startMs));
  }
  const run = {
    ...{ deviceId: ids[1] ?? '', lineId: null, from: startMs, to: startMs + 1, publicAddress: null },
    ...({ gateway: 'ok', firstHop: 'bad', broker: 'ok' } as const),
    ...({ internet: 'bad', dns: 'ok', quality: 'unknown' } as const),
  };
  const none = { boots: [], sections: [], outcomes: [], events: [], unread: [] };
  const evidence = { proofs: [], runs: [run], samples: [], checks: [], speeds: [] };
  expect((await rig.store.save({ ...none, evidence })).ok).toBe(true);
  await rig.clock.advance(60_000);
  const { snapshot } = await rig.planning();
  expect(ids.map((deviceId) => machineIn(snapshot, deviceId)?.wasOnline)).toEqual([true, false, null]);
});

it('a narrower unit gets its part of the whole, money of others left out', async () => {
  await using resources = openResources();
  const rig = await openSnapshots(resources);
  for (const [index, schoolCode] of ['A', 'B', 'C'].entries()) await admit(rig, index + 1, { schoolCode });
  const budget = { programme: null, year: null, amountDong: 5, funding: null };
  await rig.store.saveRegister({
    ...{ register: 'budgets', at: startMs, actor: 'test' },
    entries: ['Xã Một', 'XÃ HAI', 'Tỉnh'].map((owner) => ({ key: owner, row: { owner, ...budget } })),
  });
  const commune = await rig.planning({ unitId: 'c1' });
  expect(commune.isWhole).toBe(false);
  expect(commune.snapshot.schools.map(({ schoolCode }) => schoolCode)).toEqual(['A', 'B']);
  expect(commune.snapshot.machines.map(({ schoolCode }) => schoolCode)).toEqual(['A', 'B']);
  expect(commune.snapshot.budgets.map(({ owner }) => owner)).toEqual(['Xã Một']);
  expect(commune.snapshot.units.find(({ unitId }) => unitId === 'c1')?.parentId).toBeNull();
  const school = await rig.planning({}, officerOfA);
  expect(school.snapshot.schools.map(({ schoolCode }) => schoolCode)).toEqual(['A']);
  expect(school.snapshot.budgets).toEqual([]);
  expect(await rig.ask('planning', { unitId: 'sb' }, officerOfA)).toBe('SD-OUTSIDE-UNIT');
  await rig.create('N');
  const stored = await rig.planning({ snapshot: 'N', unitId: 'c1' });
  const { name: _n, kind: _k, takenAtMs: _t, asAtMs: _a, ...frozen } = stored.snapshot;
  expect(commune.snapshot).toMatchObject(frozen);
});
