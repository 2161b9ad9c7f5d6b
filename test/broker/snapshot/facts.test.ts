import { expect, it } from 'vitest';
import type { LineRunRow } from '../../../broker/store/evidence-port.ts';
import type { NewFinding } from '../../../broker/store/finding-port.ts';
import type { Outage } from '../../../shared/domain/outage/evidence.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, startMs } from '../fleet/fleet-rig.ts';
import { openSnapshots } from './snapshot-rig.ts';

const hour = 3_600_000;
const dayMs = 24 * hour;

/** A has a line of VNPT that was watched for six hours, down for one of them; three speed tests, one of them over another line. */
async function openLines(resources: Resources) {
  const rig = await openSnapshots(resources);
  const deviceId = await admit(rig, 1, { schoolCode: 'A', role: 'server' });
  const line = { lineId: 'A-1', schoolCode: 'A', isp: 'VNPT', medium: 'fibre', duty: 'main' } as const;
  const entry = { ...line, siteCode: 'D2', downMbps: 200, monthlyCost: 880_000 };
  const other = { ...line, lineId: 'A-2', isp: 'Viettel', duty: 'backup' } as const;
  await rig.store.saveLines([entry, other], startMs, 'test');
  await rig.fleet.lines.linesChanged(new Set(['A']));
  const run = (from: number, to: number, isGood: boolean): LineRunRow => ({
    ...{ deviceId, lineId: 'A-1', from: startMs + from, to: startMs + to, publicAddress: null },
    ...{ gateway: 'ok', firstHop: 'ok', dns: 'ok', quality: isGood ? 'good' : 'unknown' },
    ...{ broker: isGood ? 'ok' : 'bad', internet: isGood ? 'ok' : 'bad' },
  });
  const tests = [
    { leaseId: 'l1', mbps: 90 },
    { leaseId: 'l2', mbps: 180 },
    { leaseId: 'l3', mbps: 5, publicAddress: '27.64.3.3' },
  ];
  const lineId = 'A-1';
  for (const { leaseId } of tests) {
    const times = { grantedAt: startMs, until: startMs + hour, settledAt: null, isPlanned: true };
    await rig.store.addLease({ leaseId, lineId, deviceId, ...times, bookedBytes: 60, usedBytes: 0 });
  }
  const speeds = tests.map(({ leaseId, mbps, ...seen }) => ({
    ...{ deviceId, leaseId, settledAt: startMs, usedBytes: 9, startedAt: startMs + hour },
    test: {
      ...{ leaseId, lineId, server: 's', totalBytes: 9, ...seen },
      download: { bitsPerSecond: mbps * 1e6, bytes: 9, seconds: 5, endedBy: 'time' as const },
    },
  }));
  const runs = [run(0, hour, true), run(hour, 2 * hour, false), run(2 * hour, 6 * hour, true)];
  const evidence = { proofs: [], samples: [], checks: [], speeds, runs };
  const saved = await rig.store.save({
    ...{ boots: [], sections: [], outcomes: [], events: [], unread: [], evidence },
  });
  expect(saved.ok).toBe(true);
  const outage = (from: number, to: number | null, more: Partial<Outage> = {}): Outage => ({
    ...{ cause: 'line', scope: { kind: 'line', id: 'A-1' }, schoolCode: 'A', schoolCodes: ['A'] },
    ...{ impact: 'down', confidence: 0.9, witnesses: [deviceId], evidence: [] },
    start: { from: startMs + from, to: startMs + from },
    end: to === null ? null : { from: startMs + to, to: startMs + to },
    ...more,
  });
  const opened = [
    outage(hour, 2 * hour),
    outage(1.5 * hour, 2 * hour, { cause: 'isp', schoolCode: null, schoolCodes: ['A', 'C'] }),
    outage(3 * hour, 4 * hour, { impact: 'degraded' }),
    outage(3 * hour, 4 * hour, { cause: 'school-power' }),
  ];
  await rig.store.saveOutages({ opened, revised: [], withdrawn: [] }, startMs);
  return { ...rig, deviceId };
}

it('a line stands with its entry, the median of its own tests, and how often it worked', async () => {
  await using resources = openResources();
  const rig = await openLines(resources);
  await rig.clock.advance(6 * hour);
  const { snapshot } = await rig.planning();
  expect(snapshot.lines).toEqual([
    {
      ...{ lineId: 'A-1', schoolCode: 'A', siteCode: 'D2', isp: 'VNPT', medium: 'fibre', duty: 'main' },
      ...{ contractDownMbps: 200, measuredDownMbps: 135, monthlyCostDong: 880_000 },
      availabilityPercent: expect.closeTo(83.33, 1),
    },
    expect.objectContaining({ lineId: 'A-2', measuredDownMbps: null, contractDownMbps: null }),
  ]);
  expect(snapshot.yearFacts).toMatchObject([
    { schoolCode: 'A', lineOutages: 2, lineOutageMinutes: 60 },
    { schoolCode: 'B', lineOutages: 0, lineOutageMinutes: 0 },
    { schoolCode: 'C', lineOutages: 1, lineOutageMinutes: 30 },
  ]);
});

it('a line that was entered or removed later is told as it was; watching is kept for weeks only', async () => {
  await using resources = openResources();
  const rig = await openLines(resources);
  await rig.clock.advance(dayMs);
  const then = rig.clock.now();
  await rig.clock.advance(dayMs);
  await rig.store.removeLine('A-2', rig.clock.now(), 'test');
  await rig.clock.advance(60 * dayMs);
  const row = await rig.create('Then', { asAt: then });
  expect(row.gaps).toContain('lines-not-rebuilt');
  const { lines } = (await rig.planning({ snapshot: 'Then' })).snapshot;
  expect(lines.map(({ lineId, measuredDownMbps }) => [lineId, measuredDownMbps])).toEqual([
    ['A-1', 135],
    ['A-2', null],
  ]);
});

it('findings of the school year are counted as they stood at the moment', async () => {
  await using resources = openResources();
  const rig = await openLines(resources);
  const { store, deviceId } = rig;
  const finding = (since: number, more: Partial<NewFinding> = {}): NewFinding =>
    ({
      ...{ deviceId, schoolCode: null, code: 'antivirus-off', severity: 'high', evidence: [] },
      ...{ explainedBy: null, lastFoundAt: since, since, ...more },
    }) as NewFinding;
  const lastYear = startMs - 100 * dayMs;
  const ids = await store.saveFindings({
    ...{ seen: [], ended: [], judged: [] },
    opened: [
      finding(lastYear),
      finding(startMs, { code: 'firewall-off' }),
      finding(startMs, { code: 'uac-off' }),
      finding(startMs + 20 * dayMs, { code: 'smb-one' }),
      finding(startMs, { code: 'review-overdue', deviceId: null, schoolCode: 'B' } as Partial<NewFinding>),
    ],
  });
  const ended = [
    { id: ids[0] ?? 0, at: startMs + 2 * dayMs, ending: 'fixed' as const },
    { id: ids[1] ?? 0, at: startMs + 4 * dayMs, ending: 'fixed' as const },
    { id: ids[2] ?? 0, at: startMs + 15 * dayMs, ending: 'fixed' as const },
  ];
  await store.saveFindings({ opened: [], seen: [], judged: [], ended });
  await rig.clock.advance(30 * dayMs);
  await rig.create('Day 10', { asAt: startMs + 10 * dayMs });
  const { yearFacts } = (await rig.planning({ snapshot: 'Day 10' })).snapshot;
  expect(yearFacts).toMatchObject([
    {
      ...{ schoolCode: 'A', findingsOpened: 2, findingsFixed: 2, findingsOpen: 1 },
      medianFixDays: (102 + 4) / 2,
    },
    { schoolCode: 'B', findingsOpened: 1, findingsFixed: 0, findingsOpen: 1, medianFixDays: null },
    { schoolCode: 'C', findingsOpened: 0, findingsOpen: 0 },
  ]);
});
