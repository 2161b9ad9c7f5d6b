import { expect, it } from 'vitest';
import type { LineSample } from '../../../../shared/contract/line-facts.ts';
import type { LineEntry } from '../../../../shared/contract/line-rows.ts';
import { openResources, type Resources } from '../../../support/resources.ts';
import { admit, bootOf, openRig, reload, report } from '../fleet-rig.ts';
import { readingOf } from '../judged-machine.ts';

/** Addresses of VNPT, Viettel and of nobody in the table. */
const vnpt = '14.160.1.1';
const vnptLater = '113.160.7.7';
const viettel = '27.64.3.3';
const foreign = '8.8.8.8';

const lineA = { lineId: 'A-1', schoolCode: 'A', isp: 'VNPT', medium: 'fibre', duty: 'main' } as const;
const lineB = { lineId: 'A-2', schoolCode: 'A', isp: 'Viettel', medium: 'fibre', duty: 'backup' } as const;

const sampleOf = (publicAddress: string, gateway: string, more: Partial<LineSample> = {}): LineSample => ({
  seconds: 300,
  targets: [
    { kind: 'gateway', address: gateway, method: 'tcp', sent: 10, lost: 0, p50Ms: 1 },
    { kind: 'first-hop', method: 'tcp', sent: 10, lost: 0, p50Ms: 3, jitterMs: 0.5 },
    { kind: 'broker', method: 'tcp', sent: 10, lost: 1, p50Ms: 12, p95Ms: 20, jitterMs: 2 },
  ],
  publicAddresses: [publicAddress],
  ...more,
});

async function openSchool(resources: Resources, entries: readonly LineEntry[]) {
  const rig = await openRig(resources);
  const deviceId = await admit(rig, 1, { schoolCode: 'A' });
  const { lines } = rig.fleet;
  await rig.store.saveLines(entries, rig.clock.now(), 'test');
  await lines.register.load();
  let seq = 0;
  const tell = async (line: LineSample, at = rig.clock.now()): Promise<void> => {
    seq += 1;
    await report(rig, deviceId, { seq, at, boot: bootOf(1), line });
  };
  return { ...rig, deviceId, tell, register: lines.register };
}

it('a line is known by its network: its address may change, and traffic over the other line is the other’s', async () => {
  await using resources = openResources();
  const { tell, register } = await openSchool(resources, [lineA, lineB]);
  await tell(sampleOf(vnpt, '192.168.1.1', { lineId: 'A-1' }));
  await tell(sampleOf(vnptLater, '192.168.1.1', { lineId: 'A-1' }));
  expect(register.measured('A-1')).toMatchObject({
    ...{ publicAddress: vnptLater, latencyMs: 12, p95Ms: 20, lossPercent: 10, jitterMs: 2 },
  });
  // Told to measure the main line while its traffic goes over the backup.
  await tell(sampleOf(viettel, '192.168.1.1', { lineId: 'A-1' }));
  expect(register.measured('A-1')?.publicAddress).toBe(vnptLater);
  expect(register.measured('A-2')?.publicAddress).toBe(viettel);
  expect(register.measured('A-1')?.firstHops).toHaveLength(2);
});

it('two lines of one provider are told apart by the gateway, then by what the machine was told', async () => {
  await using resources = openResources();
  const twin = { ...lineB, isp: 'VNPT' };
  const { tell, register } = await openSchool(resources, [lineA, twin]);
  await tell(sampleOf(vnpt, '192.168.1.1', { lineId: 'A-1' }));
  await tell(sampleOf(vnptLater, '192.168.2.1', { lineId: 'A-2' }));
  const lineOf = (gateway: string, lineId?: string) =>
    register.lineOf('A', { address: vnpt, gateway, lineId });
  expect([lineOf('192.168.1.1'), lineOf('192.168.2.1')]).toEqual(['A-1', 'A-2']);
  expect([lineOf('192.168.2.1', 'A-1'), lineOf('10.0.0.1', 'A-2'), lineOf('10.0.0.1')]).toEqual([
    ...['A-2', 'A-2', 'A-1'],
  ]);
});

it('a provider that nobody knows is known by where its traffic comes from', async () => {
  await using resources = openResources();
  const own = { ...lineB, isp: 'Mạng của tỉnh' };
  const { tell, register } = await openSchool(resources, [lineA, own]);
  expect(register.linesOf('A')[1]).toMatchObject({ lineId: 'A-2', isp: 'Mạng của tỉnh', asns: [] });
  await tell(sampleOf(viettel, '192.168.1.1', { lineId: 'A-1' }));
  expect(register.measured('A-2')?.publicAddress).toBe(viettel);
  expect(register.linesOf('A').map(({ asns }) => asns)).toEqual([[45899, 7643, 135905], [7552]]);
  expect(register.lineOf('A', { address: foreign, lineId: 'A-1' })).toBe('A-1');
});

it('a school that entered none has its way out as found; a machine without duty measures nothing', async () => {
  await using resources = openResources();
  const { tell, register } = await openSchool(resources, []);
  const { targets: _, ...gatewayOnly } = sampleOf(vnpt, '192.168.1.1');
  await tell(gatewayOnly);
  await tell(sampleOf(vnpt, '192.168.1.1'));
  expect(register.measured('auto-A')).toMatchObject({ publicAddress: vnpt });
  expect(register.linesOf('A')).toEqual([]);
});

it('what is told late never replaces what is newer', async () => {
  await using resources = openResources();
  const { tell, register, clock } = await openSchool(resources, [lineA]);
  await clock.advance(3_600_000);
  await tell(sampleOf(vnptLater, '192.168.1.1'));
  await tell(sampleOf(vnpt, '192.168.1.1'), clock.now() - 600_000);
  expect(register.measured('A-1')?.publicAddress).toBe(vnptLater);
});

it('a speed test counts for the line that it crossed, and the port of the machine is known beside it', async () => {
  await using resources = openResources();
  const rig = await openSchool(resources, [lineA, lineB]);
  const { deviceId, register } = rig;
  const network = {
    gatewayInterface: 'eth0',
    interfaces: [{ name: 'eth0', kind: 'ethernet', isUp: true, speedMbps: 100 }],
  };
  await report(rig, deviceId, { seq: 100, readings: [readingOf('network', network)] });
  await rig.tell(sampleOf(viettel, '192.168.1.1', { lineId: 'A-2' }));
  const direction = (bitsPerSecond: number) => ({
    bitsPerSecond,
    bytes: 1,
    seconds: 5,
    endedBy: 'time' as const,
  });
  const speed = {
    ...{ leaseId: 'l1', lineId: 'A-1', server: 'x', totalBytes: 2, publicAddress: viettel },
    ...{ download: direction(94e6), upload: direction(90e6) },
  };
  // Nobody gave it that lease.
  await report(rig, deviceId, { seq: 101, speed: { ...speed, startedAgo: 10 } });
  expect(register.speed('A-2')).toBeNull();
  register.tested('A', rig.clock.now(), speed);
  expect(register.speed('A-1')).toBeNull();
  expect(register.speed('A-2')).toMatchObject({ downMbps: 94, upMbps: 90 });
  await expect.poll(() => register.portMbps('A-2')).toBe(100);
});

it('what was entered stays over a restart; what was measured is measured anew', async () => {
  await using resources = openResources();
  const { tell, store, clock } = await openSchool(resources, [lineA]);
  await tell(sampleOf(vnpt, '192.168.1.1'));
  const { register } = (await reload(store, clock)).lines;
  expect(register.entry('A-1')).toEqual(lineA);
  expect(register.measured('A-1')).toBeNull();
});

it('a broker that is down, or an anchor that the provider blocks, is no loss of the line', async () => {
  await using resources = openResources();
  const { tell, register } = await openSchool(resources, [lineA]);
  const lost = { method: 'tcp' as const, sent: 10, lost: 10 };
  const answering = {
    kind: 'anchor' as const,
    method: 'tcp' as const,
    sent: 10,
    lost: 1,
    p50Ms: 30,
    p95Ms: 44,
  };
  const hop = { kind: 'first-hop' as const, method: 'tcp' as const, sent: 10, lost: 0, p50Ms: 3 };
  const blocked = { kind: 'anchor' as const, address: '1.1.1.1', ...lost };
  const gone = { kind: 'broker' as const, ...lost };
  await tell(sampleOf(vnpt, '192.168.1.1', { targets: [hop, gone, blocked, answering] }));
  expect(register.measured('A-1')).toMatchObject({ latencyMs: 30, p95Ms: 44, lossPercent: 10 });
  // Nothing beyond the provider answers: that the hop does is no comfort.
  await tell(sampleOf(vnpt, '192.168.1.1', { targets: [hop, gone, blocked] }));
  expect(register.measured('A-1')).toMatchObject({ latencyMs: null, lossPercent: 100 });
  await tell(sampleOf(vnpt, '192.168.1.1', { targets: [hop] }));
  expect(register.measured('A-1')).toMatchObject({ latencyMs: 3, lossPercent: 0 });
});
