import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openResources } from '../../support/resources.ts';
import { admit, bootOf, openRig, reload, report, startMs } from './fleet-rig.ts';
import { codesOf, openLab, recordOf } from './judged-lab.ts';
import { defender, type Machine, machineReadings, readingOf } from './judged-machine.ts';

const dayMs = 86_400_000;

describe('time', () => {
  it('passes: signatures age on days on which the machine ran, and the row agrees', async () => {
    await using resources = openResources();
    const { fleet, deviceId, tell, clock } = await openLab(resources);
    await tell({ signatureAt: startMs });
    expect(fleet.deviceRow(deviceId)?.antivirus).toBe('on');
    // Two months in a cupboard, and a day of use: nothing could be fetched.
    await clock.advance(60 * dayMs);
    await tell({ signatureAt: startMs });
    expect(fleet.deviceRow(deviceId)?.antivirus).toBe('on');
    expect(codesOf(fleet, deviceId)).not.toContain('antivirus-outdated');
    for (let day = 0; day < 8; day += 1) {
      await clock.advance(dayMs);
      await tell({ signatureAt: startMs });
    }
    expect(fleet.deviceRow(deviceId)?.antivirus).toBe('outdated');
    expect(codesOf(fleet, deviceId)).toContain('antivirus-outdated');
  });

  it('opens a pending restart after a week, without any report', async () => {
    await using resources = openResources();
    const { fleet, deviceId, tell, clock } = await openLab(resources);
    await tell({ isRebootPending: true });
    expect(codesOf(fleet, deviceId)).not.toContain('restart-pending');
    for (let day = 0; day < 9; day += 1) {
      await clock.advance(dayMs);
      fleet.findings.tick();
      await fleet.findings.settled();
    }
    await fleet.findings.settled();
    expect(recordOf(fleet, deviceId, 'restart-pending').since).toBe(startMs);
  });

  it('judges no machine twice a second, however much it says', async () => {
    await using resources = openResources();
    const { fleet, rig, deviceId, store, clock } = await openLab(resources);
    let writes = 0;
    const { saveFindings } = store;
    Object.assign(store, {
      saveFindings: (...changes: Parameters<typeof saveFindings>) => {
        writes += changes[0].judged.length;
        return saveFindings(...changes);
      },
    });
    for (let seq = 1; seq <= 20; seq += 1) {
      await report(rig, deviceId, { seq, up: seq, readings: machineReadings({ uacEnabled: seq % 2 }) });
    }
    await clock.advance(1_000);
    await fleet.findings.settled();
    expect(writes).toBeLessThanOrEqual(1);
    // A heartbeat that changes nothing of what rules read judges nobody.
    const usage = [readingOf('usage', { systemFreeBytes: 49e9, cpuPercent: 99 })];
    await report(rig, deviceId, { seq: 21, up: 21, readings: usage });
    await clock.advance(1_000);
    await fleet.findings.settled();
    expect(writes).toBeLessThanOrEqual(1);
    const full = [readingOf('usage', { systemFreeBytes: 1e9 })];
    await report(rig, deviceId, { seq: 22, up: 22, readings: full });
    await fleet.findings.settled();
    expect(codesOf(fleet, deviceId)).toContain('disk-full');
  });
});

describe('a restart', () => {
  it('goes on where the store is, and judges nobody who was judged', async () => {
    await using resources = openResources();
    const { fleet, deviceId, tell, store, clock, rig } = await openLab(resources);
    await tell({ firewall: false, isRebootPending: true });
    const word = { status: 'acknowledged', reason: 'đã báo', acceptedUntil: null, by: 'u-x', at: 1 } as const;
    await fleet.findings.decide([recordOf(fleet, deviceId, 'firewall-off')], word);
    const again = await reload(store, clock);
    expect(again.findings.ofDevice(deviceId)).toMatchObject({
      open: fleet.findings.ofDevice(deviceId)?.open.toSorted((a, b) => a.id - b.id),
      result: fleet.findings.ofDevice(deviceId)?.result,
    });
    expect(again.deviceRow(deviceId)).toMatchObject({
      findings: fleet.deviceRow(deviceId)?.findings,
    });
    // What was stored but not judged before the stop is judged after it.
    await clock.advance(60_000);
    await report(rig, deviceId, { seq: 99, up: 99, readings: machineReadings({ firewall: true }) });
    const third = await reload(store, clock);
    await third.findings.settled();
    expect(codesOf(third, deviceId)).not.toContain('firewall-off');
  });

  it('settles what the stop left open of machines that left meanwhile', async () => {
    await using resources = openResources();
    const { fleet, deviceId, tell, store, clock } = await openLab(resources);
    await tell({ firewall: false });
    const now = await store.assignment(deviceId);
    if (now === null) throw new Error('not admitted');
    await store.assign({ ...now, state: 'retired' }, 'test');
    const again = await reload(store, clock);
    await again.findings.settled();
    expect(again.findings.ofDevice(deviceId)).toBeNull();
    await store.assign(now, 'test');
    await again.assignmentChanged(deviceId);
    await again.findings.settled();
    expect(codesOf(again, deviceId)).toEqual(codesOf(fleet, deviceId));
  });

  it('one machine that cannot be judged keeps nobody else from it', async () => {
    await using resources = openResources();
    const { fleet, rig, deviceId, store, clock } = await openLab(resources);
    const others = [await admit(rig, 2, { schoolCode: 'A' }), await admit(rig, 3, { schoolCode: 'A' })];
    const { readingsOf } = store;
    Object.assign(store, {
      readingsOf: (id: string) => (id === deviceId ? Promise.reject(new Error('bad')) : readingsOf(id)),
    });
    await fleet.findings.settled();
    // The whole slice waits, then goes one by one.
    for (let step = 0; step < 4; step += 1) {
      await clock.advance(30_000);
      await fleet.findings.settled();
    }
    expect(others.map((id) => fleet.findings.ofDevice(id) !== null)).toEqual([true, true]);
    expect(fleet.findings.ofDevice(deviceId)).toBeNull();
    Object.assign(store, { readingsOf });
    for (let step = 0; step < 3; step += 1) fleet.findings.tick();
    await fleet.findings.settled();
    expect(fleet.findings.ofDevice(deviceId)).not.toBeNull();
  });

  it('after a failure of the store everything that waited is judged', async () => {
    await using resources = openResources();
    const { fleet, rig, deviceId, store } = await openLab(resources);
    const { saveFindings } = store;
    Object.assign(store, { saveFindings: () => Promise.reject(new Error('disk full')) });
    await report(rig, deviceId, { seq: 1, readings: machineReadings({ firewall: false }) });
    await fleet.findings.settled();
    expect(fleet.findings.ofDevice(deviceId)).toBeNull();
    Object.assign(store, { saveFindings });
    await fleet.findings.settled();
    expect(codesOf(fleet, deviceId)).toContain('firewall-off');
  });
});

/** Of known facts: what was known before it became unknown is remembered, and was never the newest in another order. */
it('any order of the same reports leaves the same findings', async () => {
  const machine = fc.record({
    firewall: fc.boolean(),
    uacEnabled: fc.constantFrom(0, 1),
    antivirus: fc.constantFrom(...Object.values(defender)),
    freeGib: fc.constantFrom(2, 9, 11),
  });
  const reports = fc.array(
    fc.record({ machine, minute: fc.integer({ min: 0, max: 3 }), settles: fc.boolean() }),
    { minLength: 1, maxLength: 6 },
  );
  const shuffled = reports.chain((list) =>
    fc.tuple(
      fc.constant(list.map((one, index) => ({ ...one, seq: index + 1 }))),
      fc.shuffledSubarray(
        list.map((_, index) => index),
        { minLength: list.length },
      ),
    ),
  );
  await using resources = openResources();
  const rig = await openRig(resources);
  await rig.clock.advance(10 * 60_000);
  let number = 0;
  const play = async (
    list: readonly { machine: Machine; minute: number; seq: number; settles: boolean }[],
  ) => {
    number += 1;
    const deviceId = await admit(rig, number, { schoolCode: 'A' });
    for (const { machine: told, minute, seq, settles } of list) {
      const at = startMs + minute * 60_000;
      const content = { seq, at, boot: bootOf(number), readings: machineReadings(told) };
      await report(rig, deviceId, content);
      if (settles) await rig.fleet.findings.settled();
    }
    await rig.fleet.findings.settled();
    const judged = rig.fleet.findings.ofDevice(deviceId);
    const open = judged?.open.map(({ code, severity, evidence, explainedBy }) => {
      return { code, severity, evidence, explainedBy };
    });
    const row = rig.fleet.deviceRow(deviceId);
    return {
      open: open?.sort((a, b) => (a.code < b.code ? -1 : 1)),
      result: judged?.result,
      risk: row?.risk,
    };
  };
  await fc.assert(
    fc.asyncProperty(shuffled, async ([list, order]) => {
      const mixed = order.flatMap((index) => list[index] ?? []);
      expect(await play(mixed)).toEqual(await play(list));
    }),
    { numRuns: 40 },
  );
});
