import { expect, it } from 'vitest';
import { openResources } from '../../support/resources.ts';
import { admit, deviceIdOf, report } from '../fleet/fleet-rig.ts';
import { readingOf } from '../fleet/judged-machine.ts';
import { declaredLine as line, openRegister } from './line-rig.ts';
import { admin, pagesFor } from './question-rig.ts';

it('one line shows everything that its prober told, and what it told rarely, without addresses of the machine', async () => {
  await using resources = openResources();
  const rig = await openRegister(resources);
  const deviceId = deviceIdOf(1);
  const show = async () => (await pagesFor(rig.dispatch, admin, 'lineShow', { lineId: 'A-1' }))[0]?.measured;
  await rig.set(line);
  expect(await show()).toBeNull();
  const gateway = { ...{ kind: 'gateway' as const, method: 'tcp' as const }, sent: 10, lost: 1, p50Ms: 0.4 };
  const hop = {
    ...{ kind: 'first-hop' as const, method: 'ping' as const },
    sent: 5,
    lost: 0,
    p50Ms: 3,
    jitterMs: 1,
  };
  const wifi = { band: '5', channel: 36, signalDbm: -61, rateMbps: 433 };
  const addresses = [{ family: 'ipv4', address: '192.168.1.7' }];
  const interfaces = [
    { name: 'eth0', kind: 'ethernet', isUp: false },
    { name: 'wlan0', kind: 'wifi', isUp: true, addresses, wifi },
  ];
  const rare = { mtuBytes: 1492, ipv6: { hasGlobalAddress: true }, router: { model: 'GW040' } };
  const dns = [{ server: '192.168.1.1', sent: 5, lost: 0, p50Ms: 2, p95Ms: 9 }];
  const readings = [readingOf('network', { interfaces })];
  await report(rig, deviceId, {
    seq: 1,
    readings,
    line: { seconds: 300, targets: [gateway, hop], dns, ...rare },
  });
  const told = {
    deviceId,
    mtuBytes: 1492,
    link: { name: 'wlan0', kind: 'wifi', isUp: true, wifi },
    slowPorts: 0,
  };
  expect(await show()).toEqual({
    ...{ ...told, ...rare, dns, seconds: 300, targets: [gateway, hop], hostname: null },
    ...{ measuredAt: rig.clock.now(), firstHop: { latencyMs: 3, jitterMs: 1 } },
  });
  await rig.clock.advance(300_000);
  await report(rig, deviceId, { seq: 2, line: { seconds: 300, targets: [gateway] } });
  expect(await show()).toMatchObject({ ...told, measuredAt: rig.clock.now(), targets: [gateway, hop] });
  expect(JSON.stringify(await show())).not.toContain('192.168.1.7');
});

const hourMs = 3_600_000;

const hopOf = (address: string) => ({
  kind: 'gateway' as const,
  method: 'tcp' as const,
  sent: 5,
  lost: 0,
  address,
});

it('an address that changes by night, or is of the other line, makes no carrier NAT; a private one does', async () => {
  await using resources = openResources();
  const rig = await openRegister(resources);
  await rig.set(line);
  await rig.set({ ...line, lineId: 'A-2', isp: 'Viettel' });
  let seq = 0;
  const seen = async (publicAddress: string, wanAddress?: string) => {
    await rig.clock.advance(300_000);
    const router = wanAddress === undefined ? {} : { router: { wanAddress } };
    await report(rig, deviceIdOf(1), {
      seq: ++seq,
      line: { seconds: 300, targets: [hopOf('192.168.1.1')], publicAddresses: [publicAddress], ...router },
    });
    return (await rig.list()).map(({ isCarrierNat }) => isCarrierNat);
  };
  expect(await seen('14.160.1.1', '14.160.1.1')).toEqual([false, null]);
  expect(await seen('14.160.7.7')).toEqual([null, null]);
  expect(await seen('14.160.7.7', '14.160.7.7')).toEqual([false, null]);
  // The router balances over both lines and tells the address of the first.
  expect(await seen('27.64.0.9', '14.160.7.7')).toEqual([false, null]);
  expect(await seen('14.160.7.7', '100.64.3.3')).toEqual([true, null]);
  expect(await seen('14.160.8.8')).toEqual([true, null]);
});

it('two lines of one provider are told not to be told apart, until their gateways differ', async () => {
  await using resources = openResources();
  const rig = await openRegister(resources);
  await admit(rig, 2, { schoolCode: 'A' });
  await rig.set(line);
  await rig.set({ ...line, lineId: 'A-2' });
  const shared = async () => (await rig.list()).map(({ reasons }) => reasons.includes('network-shared'));
  expect(await shared()).toEqual([true, true]);
  for (const [n, lineId] of [
    [1, 'A-1'],
    [2, 'A-2'],
  ] as const) {
    const sample = {
      seconds: 300,
      targets: [hopOf(`192.168.${n}.1`)],
      publicAddresses: ['14.160.1.1'],
      lineId,
    };
    await report(rig, deviceIdOf(n), { seq: 1, line: sample });
  }
  expect(await shared()).toEqual([false, false]);
  await rig.set({ lineId: 'A-2', isp: 'FPT' });
  expect(await shared()).toEqual([false, false]);
});

it('two schools behind one carrier’s address have a line each', async () => {
  await using resources = openResources();
  const rig = await openRegister(resources);
  await admit(rig, 2, { schoolCode: 'B' });
  await rig.set(line);
  await rig.set({ ...line, lineId: 'B-1', schoolCode: 'B' });
  const told = { seconds: 300, publicAddresses: ['14.160.1.1'] };
  await report(rig, deviceIdOf(1), {
    seq: 1,
    line: { ...told, targets: [hopOf('192.168.1.1')], mtuBytes: 1492 },
  });
  await report(rig, deviceIdOf(2), {
    seq: 1,
    line: { ...told, targets: [hopOf('192.168.1.1')], mtuBytes: 1500 },
  });
  const mtuOf = async (lineId: string) =>
    (await pagesFor(rig.dispatch, admin, 'lineShow', { lineId }))[0]?.measured?.mtuBytes;
  expect([await mtuOf('A-1'), await mtuOf('B-1')]).toEqual([1492, 1500]);
  expect((await rig.list()).map(({ reasons }) => reasons)).toEqual([
    ['network-matches'],
    ['network-matches'],
  ]);
});

it('of the last day, only hours in which something was heard count as known', async () => {
  await using resources = openResources();
  const rig = await openRegister(resources);
  await rig.set(line);
  const hours = async () => (await rig.list()).map(({ watchedHours }) => watchedHours);
  expect(await hours()).toEqual(['0'.repeat(24)]);
  const from = rig.clock.now();
  const reach = {
    gateway: 'ok',
    firstHop: 'ok',
    broker: 'ok',
    internet: 'ok',
    dns: 'ok',
    quality: 'good',
  } as const;
  const run = {
    deviceId: deviceIdOf(1),
    lineId: 'A-1',
    from,
    to: from + 2 * hourMs,
    publicAddress: null,
    ...reach,
  };
  const saved = await rig.store.save({
    ...{ boots: [], sections: [], outcomes: [], events: [], unread: [] },
    evidence: { proofs: [], samples: [], checks: [], speeds: [], runs: [run] },
  });
  expect(saved.ok).toBe(true);
  await rig.clock.advance(2 * hourMs);
  expect(await hours()).toEqual([`${'0'.repeat(22)}11`]);
  await rig.clock.advance(3 * hourMs);
  expect(await hours()).toEqual([`${'0'.repeat(19)}11000`]);
});
