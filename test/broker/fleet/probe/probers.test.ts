import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openResources } from '../../../support/resources.ts';
import { openProbeRig, type ProbeRig } from './probe-rig.ts';

const dutiesOf = (rig: ProbeRig, deviceId: string) =>
  rig.ordersTo(deviceId).flatMap(({ body }) => (body.kind === 'probe' ? [body] : []));
const seatsOf = (rig: ProbeRig, lineId = 'auto-A') => {
  const { proberId, standbyId } = rig.fleet().lines.probes.dutyOf(lineId);
  return [proberId, standbyId];
};

describe('probers of a school', () => {
  it('are elected and told: one probes, another stands by in another room, the rest hears nothing', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    const first = await rig.machine(1, { schoolCode: 'A', room: 'P1' });
    const second = await rig.machine(2, { schoolCode: 'A', room: 'P1' });
    const third = await rig.machine(3, { schoolCode: 'A', room: 'P2' });
    for (const one of [first, second, third]) await rig.on(one);
    await rig.seconds(2);
    expect(seatsOf(rig)).toEqual([first, third]);
    expect(dutiesOf(rig, first)).toMatchObject([
      {
        lineId: 'auto-A',
        duty: 'prober',
        anchors: [{ host: '1.1.1.1' }, { host: '8.8.8.8' }],
        echo: { host: 'drum.example.vn', port: 8080 },
        badLatencyMs: 400,
        badLossPercent: 20,
      },
    ]);
    expect(dutiesOf(rig, second)).toEqual([]);
    expect(dutiesOf(rig, third)).toMatchObject([{ duty: 'standby', services: [] }]);
    // Nothing changes, nothing is said.
    await rig.seconds(120);
    expect(dutiesOf(rig, first)).toHaveLength(1);
  });

  it('hand over within a minute when the prober leaves, and the one that comes back is told that it is none', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    const [first, second] = [
      await rig.machine(1, { schoolCode: 'A' }),
      await rig.machine(2, { schoolCode: 'A' }),
    ];
    await rig.on(first);
    await rig.seconds(2);
    await rig.on(second);
    await rig.seconds(2);
    expect(seatsOf(rig)).toEqual([first, second]);
    rig.off(first);
    await rig.seconds(60);
    expect(seatsOf(rig)[0]).toBe(second);
    expect(dutiesOf(rig, second).at(-1)?.duty).toBe('prober');
    await rig.on(first);
    await rig.seconds(2);
    expect(seatsOf(rig)).toEqual([second, first]);
    expect(dutiesOf(rig, first).at(-1)?.duty).toBe('standby');
  });

  it('keep their duty when everybody is gone, also over a restart of the broker', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    const first = await rig.machine(1, { schoolCode: 'A' });
    const second = await rig.machine(2, { schoolCode: 'A' });
    for (const one of [first, second]) await rig.on(one);
    await rig.seconds(2);
    for (const one of [first, second]) rig.off(one);
    await rig.seconds(300);
    expect(seatsOf(rig)).toEqual([first, second]);
    await rig.restart();
    await rig.seconds(5);
    expect(seatsOf(rig)).toEqual([first, second]);
    const idsOf = (): number =>
      new Set(rig.ordersTo(first).flatMap(({ id, body }) => (body.kind === 'probe' ? id : []))).size;
    const before = idsOf();
    await rig.on(second);
    await rig.seconds(5);
    await rig.on(first);
    await rig.seconds(60);
    expect(seatsOf(rig)).toEqual([first, second]);
    // Another process may have forgotten.
    expect(idsOf()).toBe(before + 1);
  });

  it('give way to a server, and a radio to a cable', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    const radio = await rig.machine(1, { schoolCode: 'A' }, { kind: 'wifi' });
    const cable = await rig.machine(2, { schoolCode: 'A' });
    const server = await rig.machine(3, { schoolCode: 'A', role: 'server' });
    await rig.on(radio);
    await rig.seconds(2);
    expect(seatsOf(rig)).toEqual([radio, null]);
    await rig.on(cable);
    await rig.seconds(2);
    expect(seatsOf(rig)).toEqual([cable, radio]);
    await rig.on(server);
    await rig.seconds(2);
    expect(seatsOf(rig)).toEqual([server, cable]);
    expect(dutiesOf(rig, radio).at(-1)?.duty).toBe('none');
  });

  it('are never machines of one person, and never those that were put away', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    for (const [number, role] of [
      [1, 'teacher'],
      [2, 'office'],
    ] as const) {
      await rig.on(await rig.machine(number, { schoolCode: 'A', role }));
    }
    await rig.seconds(60);
    expect(seatsOf(rig)).toEqual([null, null]);
    const lab = await rig.machine(3, { schoolCode: 'A' });
    await rig.on(lab);
    await rig.seconds(2);
    expect(seatsOf(rig)[0]).toBe(lab);
    const assignment = await rig.store.assignment(lab);
    if (assignment === null) throw new Error('no assignment');
    await rig.store.assign({ ...assignment, state: 'broken' }, 'test');
    await rig.fleet().assignmentChanged(lab);
    await rig.seconds(60);
    expect(seatsOf(rig)[0]).toBeNull();
    expect(dutiesOf(rig, lab).at(-1)?.duty).toBe('none');
  });

  it('are followed by another when nothing comes of their duty', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    const [mute, able] = [
      await rig.machine(1, { schoolCode: 'A' }),
      await rig.machine(2, { schoolCode: 'A' }),
    ];
    for (const one of [mute, able]) await rig.on(one);
    await rig.seconds(2);
    expect(seatsOf(rig)[0]).toBe(mute);
    for (let minute = 0; minute < 20; minute += 5) {
      await rig.seconds(300);
      await rig.report(able, { line: { lineId: 'auto-A', seconds: 300 } });
    }
    expect(seatsOf(rig)[0]).toBe(able);
  });

  it('have a quarter of an hour from when they were told, however long they are connected', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    const all: string[] = [];
    for (const number of [1, 2, 3, 4]) all.push(await rig.machine(number, { schoolCode: 'A' }));
    const [first = '', second = '', third = '', fourth = ''] = all;
    for (const one of all) await rig.on(one);
    const work = async (...machines: readonly string[]) => {
      await rig.seconds(300);
      for (const one of machines) await rig.report(one, { line: { lineId: 'auto-A', seconds: 300 } });
    };
    for (let times = 0; times < 6; times += 1) await work(first, second);
    rig.off(first);
    await work(second);
    await work(second);
    expect(seatsOf(rig)).toEqual([second, third]);
    expect(dutiesOf(rig, fourth)).toEqual([]);
  });

  it('that probe without being asked are told to end it', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    const all = [
      await rig.machine(1, { schoolCode: 'A' }),
      await rig.machine(2, { schoolCode: 'A' }),
      await rig.machine(3, { schoolCode: 'A' }),
    ] as const;
    for (const one of all) await rig.on(one);
    await rig.seconds(200);
    await rig.report(all[2], { line: { lineId: 'auto-A', seconds: 300 }, up: 200 });
    await rig.seconds(2);
    expect(dutiesOf(rig, all[2]).map(({ duty }) => duty)).toEqual(['none']);
  });

  it('wait for the one that is on its way back after a restart, twice as long as the broker was away', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    const [first, second] = [
      await rig.machine(1, { schoolCode: 'A' }),
      await rig.machine(2, { schoolCode: 'A' }),
    ];
    for (const one of [first, second]) await rig.on(one);
    await rig.seconds(2);
    await rig.restart(100);
    await rig.on(second);
    await rig.seconds(230);
    expect(seatsOf(rig)).toEqual([first, second]);
    await rig.seconds(20);
    expect(seatsOf(rig)[0]).toBe(second);
  });

  it('wait five minutes for it and not longer, however long the broker was away', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    const [first, second] = [
      await rig.machine(1, { schoolCode: 'A' }),
      await rig.machine(2, { schoolCode: 'A' }),
    ];
    for (const one of [first, second]) await rig.on(one);
    await rig.seconds(2);
    await rig.restart(7_200);
    await rig.on(second);
    await rig.seconds(300);
    expect(seatsOf(rig)[0]).toBe(first);
    await rig.seconds(61);
    expect(seatsOf(rig)[0]).toBe(second);
  });

  it('are elected in slices: others have their turn while a fleet comes back', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources, { workMs: 2 });
    for (const [index, schoolCode] of ['A', 'B', 'C'].entries()) {
      await rig.on(await rig.machine(index + 1, { schoolCode }));
    }
    const seen = new Set<number>();
    const ticked = rig.clock.advance(1_000);
    for (let turn = 0; turn < 200 && !seen.has(3); turn += 1) {
      seen.add(['A', 'B', 'C'].filter((code) => seatsOf(rig, `auto-${code}`)[0] !== null).length);
      await setImmediate();
    }
    await ticked;
    expect(seen).toContain(1);
    expect(seen).toContain(3);
  });
});

describe('what was measured of a line', () => {
  it('is known after a restart, and how old it is', async () => {
    await using resources = openResources();
    const rig = await openProbeRig(resources);
    const prober = await rig.machine(1, { schoolCode: 'A' });
    await rig.on(prober);
    await rig.seconds(300);
    const targets = [
      { kind: 'gateway' as const, address: '192.168.1.1', method: 'tcp' as const, sent: 10, lost: 0 },
      {
        kind: 'broker' as const,
        method: 'tcp' as const,
        sent: 20,
        lost: 1,
        p50Ms: 12,
        p95Ms: 40,
        jitterMs: 3,
      },
    ];
    const minute = { gateway: 'ok', firstHop: 'ok', broker: 'ok', internet: 'ok', dns: 'ok' } as const;
    const log = [
      { ...minute, fromAgo: 60, toAgo: 0, checks: 2, quality: 'good' as const, publicAddress: '113.160.1.2' },
    ];
    await rig.report(prober, { up: 300, line: { lineId: 'auto-A', seconds: 300, targets, log } });
    const measured = () => rig.fleet().lines.register.measured('auto-A');
    const before = measured();
    expect(before).toMatchObject({ deviceId: prober, latencyMs: 12, p95Ms: 40, lossPercent: 5 });
    await rig.restart(3_600);
    const { measuredAt, publicAddress, latencyMs, p95Ms, lossPercent } = before ?? {};
    expect(measured()).toMatchObject({
      ...{ deviceId: prober, measuredAt, publicAddress, latencyMs, p95Ms, lossPercent },
      // What nobody wrote down is not known.
      ...{ jitterMs: null, captivePortal: null, hasIpv6: null, wanAddress: null },
    });
    expect(publicAddress).toBe('113.160.1.2');
    expect(rig.fleet().lines.register.measured('auto-B')).toBeNull();
  });
});
