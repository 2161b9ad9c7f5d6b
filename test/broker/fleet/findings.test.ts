import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusOf } from '../../../broker/fleet/finding-plan.ts';
import type { Fleet } from '../../../broker/fleet/fleet.ts';
import type { FindingRecord } from '../../../broker/store/finding-port.ts';
import type { Report } from '../../../shared/contract/report.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, bootOf, openRig, type Placing, reload, report, startMs } from './fleet-rig.ts';
import { defender, type Machine, machineReadings, readingOf } from './judged-machine.ts';

const dayMs = 86_400_000;

/** A fleet of one machine that tells something more each time. */
async function openLab(resources: Resources, placing: Placing = { schoolCode: 'A', room: 'P1' }) {
  const rig = await openRig(resources);
  const deviceId = await admit(rig, 1, placing);
  let seq = 0;
  const tell = async (machine: Machine, more: Partial<Report> = {}): Promise<void> => {
    seq += 1;
    await report(rig, deviceId, { seq, up: seq, readings: machineReadings(machine), ...more });
    await rig.fleet.findings.settled();
  };
  return { ...rig, rig, deviceId, tell };
}

function codesOf({ findings }: Fleet, deviceId: string): string[] {
  return (findings.ofDevice(deviceId)?.open ?? []).map(({ code }) => code).sort();
}

const recordOf = ({ findings }: Fleet, deviceId: string, code: string): FindingRecord => {
  const found = findings.ofDevice(deviceId)?.open.find((one) => one.code === code);
  if (found === undefined) throw new Error(`${code} is not open`);
  return found;
};

describe('a finding', () => {
  it('opens, is fixed by what the machine reports, and found again is another one', async () => {
    await using resources = openResources();
    const { fleet, deviceId, tell, clock, store } = await openLab(resources);
    await tell({ firewall: false });
    expect(codesOf(fleet, deviceId)).toContain('firewall-off');
    const first = recordOf(fleet, deviceId, 'firewall-off');
    expect(first).toMatchObject({ since: startMs, lastFoundAt: startMs, severity: 'high' });
    await clock.advance(dayMs);
    await tell({ firewall: true });
    expect(codesOf(fleet, deviceId)).not.toContain('firewall-off');
    await clock.advance(dayMs);
    await tell({ firewall: false });
    const second = recordOf(fleet, deviceId, 'firewall-off');
    expect([second.id === first.id, second.since]).toEqual([false, startMs + 2 * dayMs]);
    const page = { afterId: 0, limit: 9 };
    const ended = await store.endedFindings({ subjects: [deviceId], sinceMs: 0 }, page);
    expect(ended).toMatchObject([{ id: first.id, endedAt: startMs + dayMs, ending: 'fixed' }]);
  });

  it('stays open while its facts are not known, and says so of the machine', async () => {
    await using resources = openResources();
    const { fleet, deviceId, tell } = await openLab(resources);
    await tell({ firewall: false });
    await tell({ firewall: 'denied' });
    expect(codesOf(fleet, deviceId)).toContain('firewall-off');
    expect(fleet.findings.ofDevice(deviceId)?.result.unknown).toContain('firewall-off');
  });

  it('is explained by a frozen disk, which stands for it', async () => {
    await using resources = openResources();
    const { fleet, deviceId, tell } = await openLab(resources);
    await tell({ antivirus: defender.outdated });
    expect(recordOf(fleet, deviceId, 'antivirus-outdated').explainedBy).toBeNull();
    const before = fleet.deviceRow(deviceId);
    fleet.listener.setCondition(deviceId, 'frozen', null);
    await fleet.findings.settled();
    expect(recordOf(fleet, deviceId, 'antivirus-outdated').explainedBy).toBe('frozen-disk');
    expect(codesOf(fleet, deviceId)).toContain('frozen-disk');
    expect(fleet.deviceRow(deviceId)?.findings).toBe((before?.findings ?? 0) + 1);
    fleet.listener.clearCondition(deviceId, 'frozen');
    await fleet.findings.settled();
    expect(codesOf(fleet, deviceId)).not.toContain('frozen-disk');
    expect(recordOf(fleet, deviceId, 'antivirus-outdated').explainedBy).toBeNull();
  });

  it('of a role that changed is judged by the new one', async () => {
    await using resources = openResources();
    const { fleet, deviceId, tell, store } = await openLab(resources);
    await tell({ firewall: false });
    expect(fleet.picture.tree().root?.tally.atRisk).toBe(1);
    const now = await store.assignment(deviceId);
    if (now === null) throw new Error('not admitted');
    await store.assign({ ...now, state: 'retired' }, 'test');
    await fleet.assignmentChanged(deviceId);
    await fleet.findings.settled();
    expect(fleet.findings.ofDevice(deviceId)).toBeNull();
    expect(fleet.deviceRow(deviceId)).toMatchObject({ findings: 0, risk: null });
    const spans = await store.findingSpans(0, { afterId: 0, limit: 100 });
    const ofMachine = spans.filter((span) => span.deviceId === deviceId);
    expect(ofMachine.length).toBeGreaterThan(0);
    expect(ofMachine.every(({ ending }) => ending === 'left')).toBe(true);
    // Back in use, it is judged anew.
    await store.assign(now, 'test');
    await fleet.assignmentChanged(deviceId);
    await fleet.findings.settled();
    expect(codesOf(fleet, deviceId)).toContain('firewall-off');
  });

  it('of a machine that is merged into another leaves the lists, and comes back with it', async () => {
    await using resources = openResources();
    const { fleet, deviceId, tell, rig } = await openLab(resources);
    const survivor = await admit(rig, 2, { schoolCode: 'A' });
    await tell({ firewall: false });
    await fleet.identity.merge(survivor, deviceId);
    await fleet.findings.settled();
    expect(fleet.findings.ofDevice(deviceId)).toBeNull();
    await fleet.identity.unmerge(deviceId, 'test');
    await fleet.findings.settled();
    expect(codesOf(fleet, deviceId)).toContain('firewall-off');
  });
});

describe('what people say', () => {
  it('acknowledged counts on; accepted does not, until its day', async () => {
    await using resources = openResources();
    const { fleet, deviceId, tell, clock } = await openLab(resources);
    await tell({ firewall: false });
    const row = () => fleet.deviceRow(deviceId);
    const [findings, risk] = [row()?.findings ?? 0, row()?.risk];
    const word = { reason: 'nâng cấp sau', acceptedUntil: null, by: 'u-x', at: startMs };
    const meant = [recordOf(fleet, deviceId, 'firewall-off')];
    expect(await fleet.findings.decide(meant, { ...word, status: 'acknowledged' })).toBe(1);
    expect([row()?.findings, row()?.risk]).toEqual([findings, risk]);
    const until = { ...word, status: 'accepted', acceptedUntil: startMs + 90 * 60_000 } as const;
    await fleet.findings.decide(meant, until);
    expect(row()?.findings).toBe(findings - 1);
    expect(fleet.picture.tree().root?.tally.atRisk).toBe(0);
    await clock.advance(92 * 60_000);
    fleet.findings.tick();
    expect(row()?.findings).toBe(findings);
    expect(fleet.picture.tree().root?.tally.atRisk).toBe(1);
    // Fixed meanwhile, there is nothing to decide.
    await tell({ firewall: true });
    expect(await fleet.findings.decide(meant, { ...word, status: 'acknowledged' })).toBe(0);
  });

  it('holds while the finding goes on and is judged again', async () => {
    await using resources = openResources();
    const { fleet, deviceId, tell, clock } = await openLab(resources);
    await tell({ firewall: false });
    const word = {
      status: 'acknowledged',
      reason: null,
      acceptedUntil: null,
      by: 'u-x',
      at: startMs,
    } as const;
    await fleet.findings.decide([recordOf(fleet, deviceId, 'firewall-off')], word);
    await clock.advance(dayMs);
    await tell({ firewall: false, uacEnabled: 0 });
    expect(statusOf(recordOf(fleet, deviceId, 'firewall-off'), clock.now())).toBe('acknowledged');
    expect(statusOf(recordOf(fleet, deviceId, 'uac-off'), clock.now())).toBe('open');
  });
});

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
