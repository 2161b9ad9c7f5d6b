import { describe, expect, it } from 'vitest';
import { statusOf } from '../../../broker/fleet/finding-plan.ts';
import { openResources } from '../../support/resources.ts';
import { admit, startMs } from './fleet-rig.ts';
import { codesOf, openLab, recordOf } from './judged-lab.ts';
import { defender } from './judged-machine.ts';

const dayMs = 86_400_000;

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
    const page = { beforeId: Number.MAX_SAFE_INTEGER, limit: 9 };
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
