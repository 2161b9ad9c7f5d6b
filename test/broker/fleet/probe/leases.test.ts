import { describe, expect, it } from 'vitest';
import { shippedProbing } from '../../../../shared/data/probing.ts';
import { plannedAt, weekStart } from '../../../../shared/domain/probe/plan.ts';
import { openResources, type Resources } from '../../../support/resources.ts';
import { rules, startMs } from '../fleet-rig.ts';
import { measuringPoint, openProbeRig, type ProbeRig } from './probe-rig.ts';

const leasesOf = (rig: ProbeRig, deviceId: string) =>
  rig.ordersTo(deviceId).flatMap(({ id, body }) => (body.kind === 'probe-lease' ? [{ id, ...body }] : []));
const probes = (rig: ProbeRig) => rig.fleet().lines.probes;

async function openProbedSchool(resources: Resources, options: Parameters<typeof openProbeRig>[1] = {}) {
  const rig = await openProbeRig(resources, options);
  const prober = await rig.machine(1, { schoolCode: 'A' });
  await rig.on(prober);
  await rig.seconds(3);
  return { rig, prober };
}

async function settle(rig: ProbeRig, deviceId: string, leaseId: string, totalBytes: number): Promise<void> {
  const speed = { leaseId, lineId: 'auto-A', server: 'drum.example.vn', totalBytes, startedAgo: 3 };
  await rig.report(deviceId, { speed });
  await rig.seconds(1);
}

describe('a speed test', () => {
  it('is leased to the prober when a person asks for it, and its bytes are booked until its result tells them', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    const asked = await probes(rig).requestTest('auto-A');
    await rig.seconds(1);
    expect(asked.ok && leasesOf(rig, prober)).toMatchObject([
      {
        id: asked.ok ? asked.value : '',
        lineId: 'auto-A',
        until: startMs + 3_000 + 180_000,
        budgetBytes: 60_000_000,
        serverUrl: 'wss://drum.example.vn:8444',
        isOurs: true,
      },
    ]);
    const [lease] = leasesOf(rig, prober);
    expect(lease?.ticket).toBe(`${lease?.id}.60000000`);
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(60_000_000);
    await settle(rig, prober, lease?.id ?? '', 12_345_678);
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(12_345_678);
    expect(await rig.store.speedTests('auto-A', { from: 0, to: Number.MAX_SAFE_INTEGER }, 10)).toMatchObject([
      { deviceId: prober, at: startMs, totalBytes: 12_345_678 },
    ]);
    // Told twice, it counts once.
    await settle(rig, prober, lease?.id ?? '', 55_000_000);
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(12_345_678);
    await rig.restart();
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(12_345_678);
  });

  it('waits until the one before it is over, also when the broker was restarted in between', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    await probes(rig).requestTest('auto-A');
    await rig.seconds(2);
    await rig.restart();
    await rig.on(prober);
    await rig.seconds(3);
    const second = await probes(rig).requestTest('auto-A');
    // Asked again, it is the same wish.
    expect(await probes(rig).requestTest('auto-A')).toEqual(second);
    await rig.seconds(200);
    expect(new Set(leasesOf(rig, prober).map(({ id }) => id)).size).toBe(1);
    await rig.seconds(60);
    const ids = new Set(leasesOf(rig, prober).map(({ id }) => id));
    expect(ids.size).toBe(2);
    expect(second.ok && ids.has(second.value)).toBe(true);
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(120_000_000);
  });

  it('is refused once the month is spent, and allowed again in the next one', async () => {
    await using resources = openResources();
    const evenings = Array.from({ length: 24 }, (_, month) => Date.UTC(2027, month + 1, 0, 16, 30));
    const isBeforePlan = (at: number) => plannedAt('auto-A', weekStart(at, rules.calendar)) > at + 3_600_000;
    const lastEvening = evenings.find(isBeforePlan) ?? 0;
    const { rig, prober } = await openProbedSchool(resources, { at: lastEvening });
    const ask = async (): Promise<string> => {
      const asked = await probes(rig).requestTest('auto-A');
      await rig.seconds(241);
      await rig.report(prober, { line: { lineId: 'auto-A', seconds: 240 } });
      return asked.ok ? 'granted' : asked.error;
    };
    for (let test = 0; test < 5; test += 1) expect(await ask()).toBe('granted');
    expect(await ask()).toBe('no-budget');
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(300_000_000);
    await rig.seconds(600);
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(0);
    expect(await ask()).toBe('granted');
  });

  it('that runs into another month counts in both', async () => {
    await using resources = openResources();
    // Midnight of 1 February 2027 in Vietnam is 17:00 UTC of the day before.
    const midnight = Date.UTC(2027, 0, 31, 17);
    const { rig } = await openProbedSchool(resources, { at: midnight - 10_000 });
    await probes(rig).requestTest('auto-A');
    await rig.seconds(2);
    expect(rig.clock.now()).toBeLessThan(midnight);
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(60_000_000);
    await rig.seconds(30);
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(60_000_000);
    expect(probes(rig).spentOf('auto-A').tests).toBe(1);
  });

  it('needs a prober and something to test against', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources, { measuring: null });
    expect(await probes(rig).requestTest('auto-A')).toMatchObject({ error: 'no-server' });
    expect(await probes(rig).requestTest('auto-B')).toMatchObject({ error: 'no-prober' });
    rig.off(prober);
    await rig.seconds(1);
    expect(await probes(rig).requestTest('auto-A')).toMatchObject({ error: 'no-prober' });
  });

  it('of another operator gets no ticket of ours', async () => {
    await using resources = openResources();
    const measuring = { ...measuringPoint, isOurs: false, ndt7Url: 'wss://ndt.example.org' };
    const { rig, prober } = await openProbedSchool(resources, { measuring });
    await probes(rig).requestTest('auto-A');
    await rig.seconds(1);
    expect(leasesOf(rig, prober)).toMatchObject([{ isOurs: false, serverUrl: 'wss://ndt.example.org' }]);
    expect(leasesOf(rig, prober)[0]).not.toHaveProperty('ticket');
  });

  it('comes once a week by itself, outside lessons', async () => {
    await using resources = openResources();
    const saturday = Date.UTC(2026, 9, 9, 17);
    const { rig, prober } = await openProbedSchool(resources, { at: saturday });
    for (let minute = 0; minute < 80; minute += 5) {
      await rig.seconds(300);
      await rig.report(prober, { line: { lineId: 'auto-A', seconds: 300 } });
    }
    const leases = leasesOf(rig, prober);
    expect(leases).toHaveLength(1);
    expect(leases[0]?.until).toBeGreaterThan(saturday);
  });

  it('comes only when a person asks where the operator wants no others, and then no more often than set', async () => {
    await using resources = openResources();
    const saturday = Date.UTC(2026, 9, 9, 17);
    const shipped = shippedProbing();
    const probing = { ...shipped, tests: { ...shipped.tests, isScheduled: false, testsPerMonth: 1 } };
    const { rig, prober } = await openProbedSchool(resources, { at: saturday, probing });
    for (let minute = 0; minute < 80; minute += 5) {
      await rig.seconds(300);
      await rig.report(prober, { line: { lineId: 'auto-A', seconds: 300 } });
    }
    expect(leasesOf(rig, prober)).toEqual([]);
    expect(await probes(rig).requestTest('auto-A')).toMatchObject({ ok: true });
    await rig.seconds(300);
    expect(leasesOf(rig, prober)).toHaveLength(1);
    expect(await probes(rig).requestTest('auto-A')).toMatchObject({ error: 'no-budget' });
  });

  it('costs what the server counted, whatever its machine tells, before and after', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    const ask = async (): Promise<string> => {
      const asked = await probes(rig).requestTest('auto-A');
      await rig.seconds(1);
      return asked.ok ? asked.value : '';
    };
    const used = () => probes(rig).dutyOf('auto-A').usedBytes;
    const first = await ask();
    probes(rig).counted(first, 29_000_000);
    await settle(rig, prober, first, 17);
    expect(used()).toBe(29_000_000);
    probes(rig).counted(first, 28_000_000);
    expect(used()).toBe(57_000_000);
    await rig.seconds(1);
    // A count outlives the broker that heard it.
    await rig.restart();
    expect(used()).toBe(57_000_000);
    await rig.on(prober);
    await rig.seconds(3);
    const second = await ask();
    probes(rig).counted(second, 40_000_000);
    await rig.seconds(1);
    await rig.restart();
    // Killed before the result came: all that was booked, until then.
    expect(used()).toBe(57_000_000 + 60_000_000);
    await rig.on(prober);
    await settle(rig, prober, second, 0);
    expect(used()).toBe(57_000_000 + 40_000_000);
    await rig.restart();
    expect(used()).toBe(57_000_000 + 40_000_000);
    // Of leases that nobody gave.
    probes(rig).counted('nobody', 1);
    expect(used()).toBe(97_000_000);
  });

  it('keeps its place when the clock is set', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    await probes(rig).requestTest('auto-A');
    await rig.seconds(1);
    for (const jumpMs of [3_600_000, -7_200_000]) {
      rig.setClock(jumpMs);
      await probes(rig).requestTest('auto-A');
      await rig.seconds(60);
      expect(leasesOf(rig, prober)).toHaveLength(1);
    }
    await rig.seconds(180);
    expect(new Set(leasesOf(rig, prober).map(({ id }) => id)).size).toBe(2);
    // What the clock of tomorrow booked is booked.
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(120_000_000);
  });

  it('of a machine that moved on is over before the machine gets another, and before its line does', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    const other = await rig.machine(2, { schoolCode: 'A' });
    await rig.on(other);
    const first = await probes(rig).requestTest('auto-A');
    await rig.seconds(1);
    expect(leasesOf(rig, prober)).toHaveLength(1);
    const assignment = await rig.store.assignment(prober);
    if (assignment === null) throw new Error('no assignment');
    await rig.store.assign({ ...assignment, schoolCode: 'B' }, 'test');
    await rig.fleet().assignmentChanged(prober);
    await rig.seconds(3);
    expect(probes(rig).dutyOf('auto-A').proberId).toBe(other);
    expect(probes(rig).dutyOf('auto-B').proberId).toBe(prober);
    for (const lineId of ['auto-A', 'auto-B']) await probes(rig).requestTest(lineId);
    await rig.seconds(200);
    expect([leasesOf(rig, prober).length, leasesOf(rig, other).length]).toEqual([1, 0]);
    await settle(rig, prober, first.ok ? first.value : '', 1_000);
    await rig.seconds(10);
    expect([leasesOf(rig, prober).length, leasesOf(rig, other).length]).toEqual([2, 1]);
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(60_001_000);
  });

  it('of a machine that was thrown out holds its line and its bytes', async () => {
    await using resources = openResources();
    const { rig, prober } = await openProbedSchool(resources);
    const other = await rig.machine(2, { schoolCode: 'A' });
    await rig.on(other);
    await probes(rig).requestTest('auto-A');
    await rig.seconds(1);
    const assignment = await rig.store.assignment(prober);
    if (assignment === null) throw new Error('no assignment');
    rig.fleet().listener.onLeft(prober, { ...assignment, state: 'retired' });
    rig.off(prober);
    await rig.seconds(60);
    expect(probes(rig).dutyOf('auto-A').proberId).toBe(other);
    await probes(rig).requestTest('auto-A');
    await rig.seconds(150);
    expect(leasesOf(rig, other)).toEqual([]);
    await rig.seconds(40);
    expect(leasesOf(rig, other)).toHaveLength(1);
    expect(probes(rig).dutyOf('auto-A').usedBytes).toBe(120_000_000);
  });

  it('is given to no more schools at once than the server bears', async () => {
    await using resources = openResources();
    const shipped = shippedProbing();
    const rig = await openProbeRig(resources, {
      probing: { ...shipped, tests: { ...shipped.tests, testsAtOnce: 2 } },
    });
    const probers = [
      await rig.machine(1, { schoolCode: 'A' }),
      await rig.machine(2, { schoolCode: 'B' }),
      await rig.machine(3, { schoolCode: 'C' }),
    ];
    for (const one of probers) await rig.on(one);
    await rig.seconds(3);
    for (const code of ['A', 'B', 'C']) await probes(rig).requestTest(`auto-${code}`);
    await rig.seconds(20);
    expect(probers.map((one) => leasesOf(rig, one).length)).toEqual([1, 1, 0]);
    const [first = ''] = probers;
    await settle(rig, first, leasesOf(rig, first)[0]?.id ?? '', 1_000_000);
    await rig.seconds(6);
    expect(probers.map((one) => leasesOf(rig, one).length)).toEqual([1, 1, 1]);
  });
});
