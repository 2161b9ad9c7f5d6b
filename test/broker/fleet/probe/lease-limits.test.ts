import { describe, expect, it } from 'vitest';
import type { LineEntry } from '../../../../shared/contract/line-rows.ts';
import { plannedAt, weekStart } from '../../../../shared/domain/probe/plan.ts';
import { openResources, type Resources } from '../../../support/resources.ts';
import { rules } from '../fleet-rig.ts';
import { openProbeRig, type ProbeRig } from './probe-rig.ts';

const probes = (rig: ProbeRig) => rig.fleet().lines.probes;
const leasesOf = (rig: ProbeRig, deviceId: string) =>
  rig.ordersTo(deviceId).flatMap(({ id, body }) => (body.kind === 'probe-lease' ? [{ id, ...body }] : []));
const usedOf = (rig: ProbeRig) => probes(rig).dutyOf('auto-A').usedBytes;

async function openProbedSchool(resources: Resources, options: Parameters<typeof openProbeRig>[1] = {}) {
  const rig = await openProbeRig(resources, options);
  const prober = await rig.machine(1, { schoolCode: 'A' });
  await rig.on(prober);
  await rig.seconds(3);
  return { rig, prober };
}

async function ask(rig: ProbeRig, lineId = 'auto-A'): Promise<string> {
  const asked = await probes(rig).requestTest(lineId);
  await rig.seconds(1);
  return asked.ok ? asked.value : asked.error;
}

const speedOf = (leaseId: string, totalBytes: number) => ({
  speed: { leaseId, lineId: 'auto-A', server: 'drum.example.vn', totalBytes, startedAgo: 3 },
});

async function retire(rig: ProbeRig, deviceId: string): Promise<void> {
  const assignment = await rig.store.assignment(deviceId);
  if (assignment === null) throw new Error('no assignment');
  rig.fleet().listener.onLeft(deviceId, { ...assignment, state: 'retired' });
  rig.off(deviceId);
  await rig.seconds(40);
}

describe('one test at a time', () => {
  it('crosses the lines of a school: they may share a router', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    const lines = ['A-1', 'A-2'].map((lineId, index) => ({
      ...{ lineId, schoolCode: 'A', isp: 'X', medium: 'fibre' as const },
      duty: index === 0 ? ('main' as const) : ('backup' as const),
    }));
    await rig.store.saveLines(lines, rig.clock.now(), 'test');
    await rig.fleet().lines.linesChanged(new Set(['A']));
    const machines = [await rig.machine(1, { schoolCode: 'A' }), await rig.machine(2, { schoolCode: 'A' })];
    for (const one of machines) await rig.on(one);
    await rig.seconds(5);
    const probers = lines.map(({ lineId }) => probes(rig).dutyOf(lineId).proberId ?? '');
    expect(new Set(probers)).toEqual(new Set(machines));
    for (const { lineId } of lines) await ask(rig, lineId);
    await rig.seconds(20);
    expect(probers.map((one) => leasesOf(rig, one).length)).toEqual([1, 0]);
    await rig.seconds(240);
    expect(probers.map((one) => leasesOf(rig, one).length)).toEqual([1, 1]);
  });

  it('crosses a line, also one that nobody was there to probe when the broker was restarted', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    await ask(rig);
    await retire(rig, prober);
    await rig.restart();
    const next = await rig.machine(2, { schoolCode: 'A' });
    await rig.on(next);
    await rig.seconds(20);
    expect(probes(rig).dutyOf('auto-A').proberId).toBe(next);
    await ask(rig);
    await rig.seconds(60);
    expect(leasesOf(rig, next)).toEqual([]);
    // A whole test and its minute from the restart on: how long the broker was away, clocks do not surely tell.
    await rig.seconds(170);
    expect(leasesOf(rig, next)).toHaveLength(1);
  });

  it('is ended by nobody but its own machine, at a time that is sure', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    const other = await rig.machine(2, { schoolCode: 'A' });
    await rig.on(other);
    const leaseId = await ask(rig);
    await rig.report(other, speedOf(leaseId, 17));
    // Of a process that the broker never met.
    await rig.report(prober, { ...speedOf(leaseId, 17), boot: 'f'.repeat(16), seq: 1 });
    await rig.seconds(1);
    expect(usedOf(rig)).toBe(60_000_000);
    await rig.restart();
    expect(usedOf(rig)).toBe(60_000_000);
  });
});

/** One school with these lines, and a machine for each. */
async function openSchoolOf(resources: Resources, entries: readonly LineEntry[], at?: number) {
  const rig = await openProbeRig(resources, at === undefined ? {} : { at });
  await rig.store.saveLines(entries, rig.clock.now(), 'test');
  await rig.fleet().lines.linesChanged(new Set(['A']));
  for (const [index] of entries.entries())
    await rig.on(await rig.machine(index + 1, { schoolCode: 'A' }, { gateway: `192.168.${index + 1}.1` }));
  await rig.seconds(5);
  const proberOf = (lineId: string) => probes(rig).dutyOf(lineId).proberId ?? '';
  return { rig, proberOf };
}

const main: LineEntry = { lineId: 'A-1', schoolCode: 'A', isp: 'VNPT', medium: 'fibre', duty: 'main' };
const backup: LineEntry = { lineId: 'A-2', schoolCode: 'A', isp: 'Viettel', medium: '4g', duty: 'backup' };

it('a test is over before the next one also where the broker came back with another clock', async () => {
  await using resources = openResources();
  const { rig, prober } = await openProbedSchool(resources);
  await ask(rig);
  rig.setClock(3 * 3_600_000);
  await rig.restart();
  await rig.on(prober);
  await rig.seconds(3);
  await ask(rig);
  await rig.seconds(60);
  expect(new Set(leasesOf(rig, prober).map(({ id }) => id)).size).toBe(1);
});

describe('a line that is paid by the byte', () => {
  it('is never tested by plan while it stands by, and is when a person asks', async () => {
    await using resources = openResources();
    const saturday = Date.UTC(2026, 9, 9, 17);
    const { rig, proberOf } = await openSchoolOf(resources, [main, backup], saturday);
    for (let minute = 0; minute < 80; minute += 5) {
      await rig.seconds(300);
      for (const { lineId } of [main, backup])
        await rig.report(proberOf(lineId), { line: { lineId, seconds: 300 } });
    }
    expect(leasesOf(rig, proberOf('A-1'))).toHaveLength(1);
    expect(leasesOf(rig, proberOf('A-2'))).toEqual([]);
    await rig.seconds(300);
    await ask(rig, 'A-2');
    await rig.seconds(10);
    expect(leasesOf(rig, proberOf('A-2'))).toHaveLength(1);
  });

  it('is not eaten by the test of a line whose traffic goes over it now', async () => {
    await using resources = openResources();
    const { rig, proberOf } = await openSchoolOf(resources, [main, backup]);
    const prober = proberOf('A-1');
    const seenAt = (address: string, up: number) =>
      rig.report(prober, {
        up,
        line: {
          ...{ lineId: 'A-1', seconds: 300, publicAddresses: [address] },
          targets: [{ kind: 'broker', method: 'tcp', sent: 2, lost: 0, p50Ms: 30 }],
        },
      });
    await seenAt('14.160.1.1', 5);
    await rig.seconds(300);
    // Its own line is cut; the router took the other one.
    await seenAt('27.64.3.3', 305);
    await ask(rig, 'A-1');
    await rig.seconds(60);
    expect(leasesOf(rig, prober)).toEqual([]);
    await rig.seconds(200);
    await seenAt('14.160.1.1', 565);
    await rig.seconds(10);
    expect(leasesOf(rig, prober)).toHaveLength(1);
  });
});

describe('a speed test', () => {
  it('waits for the end of lessons', async () => {
    await using resources = openResources();
    const isPlannedBefore = (at: number) => plannedAt('auto-A', weekStart(at, rules.calendar)) < at;
    // Thursdays, 16:30 in Vietnam; lessons end at 17:00.
    const thursdays = Array.from({ length: 8 }, (_, week) => Date.UTC(2026, 9, 8 + 7 * week, 9, 30));
    const { rig, prober } = await openProbedSchool(resources, { at: thursdays.find(isPlannedBefore) ?? 0 });
    const minutes = async (count: number): Promise<void> => {
      for (let minute = 0; minute < count; minute += 5) {
        await rig.seconds(300);
        await rig.report(prober, { line: { lineId: 'auto-A', seconds: 300 } });
      }
    };
    await minutes(25);
    expect(leasesOf(rig, prober)).toEqual([]);
    await minutes(70);
    expect(leasesOf(rig, prober)).toHaveLength(1);
  });

  it('costs what its machine told where the server counted less', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    const leaseId = await ask(rig);
    await rig.report(prober, speedOf(leaseId, 50_000_000));
    probes(rig).counted(leaseId, 29_000_000);
    await rig.seconds(1);
    expect(usedOf(rig)).toBe(50_000_000);
    await rig.restart();
    expect(usedOf(rig)).toBe(50_000_000);
  });

  it('is for a process that was told its duty', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    await rig.on(prober);
    expect(await probes(rig).requestTest('auto-A')).toMatchObject({ error: 'no-prober' });
    await rig.seconds(3);
    expect(await probes(rig).requestTest('auto-A')).toMatchObject({ ok: true });
  });

  it('is for a prober of which something comes', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    await rig.seconds(1_200);
    expect(probes(rig).dutyOf('auto-A').proberId).toBe(prober);
    expect(await ask(rig)).toBe('no-prober');
  });

  it('that a person waited for in vain for ten minutes does not come later', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    await ask(rig);
    await ask(rig);
    rig.off(prober);
    await rig.seconds(601);
    await rig.on(prober);
    await rig.seconds(30);
    expect(leasesOf(rig, prober)).toHaveLength(1);
  });

  it('is told to no machine before it is written', async () => {
    await using resources = openResources();
    const spoil: Parameters<typeof openProbeRig>[1] = {
      spoil: (store) => ({ ...store, addLease: () => Promise.reject(new Error('disk full')) }),
    };
    const { rig, prober } = await openProbedSchool(resources, spoil);
    await ask(rig);
    await rig.seconds(60);
    expect(leasesOf(rig, prober)).toEqual([]);
    expect(usedOf(rig)).toBe(60_000_000);
  });
});
