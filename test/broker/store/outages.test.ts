import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvidenceRows, LineRunRow, SessionRow } from '../../../broker/store/evidence-port.ts';
import { maxVersions } from '../../../broker/store/outage-port.ts';
import { packCheck, unpackChecks } from '../../../broker/store/sqlite/service-hours.ts';
import { serviceStages } from '../../../shared/contract/line-facts.ts';
import type { Outage } from '../../../shared/domain/outage/evidence.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';

const deviceId = 'd-aaaaaaaaaaaaaaaa';
const minute = 60_000;
const day = 24 * 60 * minute;
const now = Date.UTC(2026, 10, 23, 3);
const always = { from: 0, to: now * 2 };
const nothing: EvidenceRows = { proofs: [], runs: [], samples: [], checks: [], speeds: [] };
const emptyBatch = { boots: [], sections: [], outcomes: [], events: [], unread: [] };

const session = (more: Partial<SessionRow> = {}): SessionRow => ({
  ...{ deviceId, boot: 'aaaaaaaaaaaaaaaa', conn: 1, bornAt: now, lastHeardAt: now, silenceMs: 180_000 },
  ...{ endedAt: null, end: null, publicAddress: '203.0.113.1', processStartedAt: now - 5_000 },
  ...{ osStartedAt: null, previous: null, ...more },
});

const run = (from: number, to: number, more: Partial<LineRunRow> = {}): LineRunRow => ({
  ...{ deviceId, lineId: 'A-1', from: now + from * 1000, to: now + to * 1000, publicAddress: null },
  ...{ gateway: 'ok', firstHop: 'unknown', broker: 'ok', internet: 'bad', dns: 'ok', quality: 'good' },
  ...more,
});

const outage = (more: Partial<Outage> = {}): Outage => ({
  ...{ cause: 'line', scope: { kind: 'line', id: 'A-1' }, schoolCode: 'A', schoolCodes: ['A'] },
  ...{ impact: 'down', start: { from: now, to: now + 1_000 }, end: null, confidence: 0.5 },
  ...{ witnesses: [deviceId], evidence: [{ code: 'no-goodbye', count: 3, at: null }], ...more },
});

describe('connections', () => {
  it('are known from birth to end, by what was told of them last', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const previous = { boot: 'bbbbbbbbbbbbbbbb', aliveAt: now - 9_000, end: 'unknown' } as const;
    await store.saveSessions([session({ previous })]);
    expect(await store.openSessions()).toEqual([session({ previous })]);
    const ended = session({ previous, lastHeardAt: now + 5, endedAt: now + 9, end: 'silent', silenceMs: 90 });
    await store.saveSessions([ended]);
    expect(await store.openSessions()).toEqual([]);
    expect(await store.sessionsOf(deviceId, always)).toEqual([ended]);
    expect(await store.processStartOf(deviceId, 'aaaaaaaaaaaaaaaa')).toBe(now - 5_000);
    expect(await store.processStartOf(deviceId, 'cccccccccccccccc')).toBeNull();
  });

  it('of a span come with the one before it: it may have ended in a gap that lasts', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const rows = [1, 2, 3, 4].map((conn) =>
      session({ conn, bornAt: now + conn * 10, endedAt: now + conn * 10 + 1, end: 'closed' }),
    );
    await store.saveSessions(rows);
    const found = await store.sessionsOf(deviceId, { from: now + 25, to: now + 35 });
    expect(found.map(({ conn }) => conn)).toEqual([2, 3]);
  });
});

it('no machine fills the store: beyond what a day can hold, its rows are dropped', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const many = Array.from({ length: 2_500 }, (_, n) => n);
  const ended = { endedAt: now + 9_000, end: 'closed' as const };
  await store.saveSessions(many.map((conn) => session({ conn, bornAt: now + conn, ...ended })));
  expect(await store.sessionsOf(deviceId, always)).toHaveLength(1_000);
  // What stands is still told of.
  await store.saveSessions([session({ conn: 7, bornAt: now + 7, ...ended, endedAt: now + 99_000 })]);
  expect((await store.sessionsOf(deviceId, always))[7]?.endedAt).toBe(now + 99_000);
  const other = { deviceId: 'd-bbbbbbbbbbbbbbbb' };
  await store.saveSessions([session({ ...other, ...ended })]);
  expect(await store.sessionsOf(other.deviceId, always)).toHaveLength(1);
  const evidence = {
    ...nothing,
    proofs: many.map((n) => ({ deviceId, at: now + n, boot: 'aaaaaaaaaaaaaaaa', gatewayReachable: null })),
    runs: many.map((n) => run(n, n, { publicAddress: `203.0.113.${n % 200}` })),
    checks: many.map((n) => ({
      deviceId,
      service: 'csdl',
      at: now + n,
      stage: 'ok' as const,
      isLight: true,
    })),
  };
  expect((await store.save({ ...emptyBatch, evidence })).ok).toBe(true);
  expect(await store.proofsOf(deviceId, always)).toHaveLength(1_000);
  expect((await store.runsOf(deviceId, always)).length).toBeLessThanOrEqual(2_000);
  expect((await store.checksOf(deviceId, always)).length).toBeLessThanOrEqual(240);
  // Another day has room.
  const late = { ...nothing, runs: [run(90_000, 90_060)] };
  await store.save({ ...emptyBatch, evidence: late });
  expect((await store.runsOf(deviceId, always)).at(-1)?.to).toBe(now + 90_060_000);
});

describe('what reports tell', () => {
  it('is stored with them or not at all', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const proofs = [{ deviceId, at: now, boot: 'aaaaaaaaaaaaaaaa', gatewayReachable: null }];
    const samples = [
      { deviceId, lineId: 'A-1', at: now, seconds: 300, p50Ms: 3.4, p95Ms: null, sent: 5, lost: 1, dnsMs: 7 },
    ];
    const test = { leaseId: 'l', lineId: 'A-1', server: 's', totalBytes: 5, failure: 'refused' };
    const result = { deviceId, leaseId: 'l', settledAt: now, usedBytes: 5, startedAt: now, test };
    const lease = { leaseId: 'l', lineId: 'A-1', deviceId, isPlanned: true, grantedAt: now, until: now + 9 };
    await store.addLease({ ...lease, bookedBytes: 9, settledAt: null, usedBytes: 0 });
    // The second word, that of another machine, and that of another line settle nothing.
    const speeds = [
      { ...result, deviceId: 'd-bbbbbbbbbbbbbbbb' },
      { ...result, test: { ...test, lineId: 'B-1' } },
      result,
      { ...result, usedBytes: 7 },
    ];
    const evidence = { ...nothing, proofs, samples, speeds, runs: [run(0, 60)] };
    const broken = { ...evidence, runs: [run(Number.NaN, 60)] };
    expect((await store.save({ ...emptyBatch, evidence: broken })).ok).toBe(false);
    expect(await store.proofsOf(deviceId, always)).toEqual([]);
    expect((await store.save({ ...emptyBatch, evidence })).ok).toBe(true);
    expect(await store.proofsOf(deviceId, always)).toEqual([
      { at: now, boot: 'aaaaaaaaaaaaaaaa', gatewayReachable: null },
    ]);
    expect(await store.samplesOf('A-1', always)).toEqual([{ ...samples[0], p50Ms: 3 }]);
    expect(await store.speedTests('A-1', always, 10)).toEqual([{ ...test, deviceId, at: now }]);
    expect(await store.leases(0)).toMatchObject([{ leaseId: 'l', settledAt: now, usedBytes: 5 }]);
    expect(await store.runsOf(deviceId, always)).toEqual([run(0, 60)]);
    expect(await store.runsOfLine('A-1', always)).toEqual([run(0, 60)]);
  });

  it('of minute logs is one stretch where every check came out the same, in whichever order it comes', async () => {
    const good = [run(0, 240), run(300, 540), run(600, 900)];
    const bad = run(910, 960, { broker: 'bad' });
    const later = [run(970, 1_200), run(1_500, 1_800)];
    const all = [...good, bad, ...later];
    const expected = [run(0, 900), bad, run(970, 1_200), run(1_500, 1_800)];
    const orders = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), { numRuns: 12, seed: 5 });
    for (const runs of [all, all.toReversed(), ...orders]) {
      await using resources = openResources();
      const store = await openTestStore(resources);
      for (const one of runs) await store.save({ ...emptyBatch, evidence: { ...nothing, runs: [one] } });
      expect(await store.runsOf(deviceId, always)).toEqual(expected);
    }
  });

  it('of services fits three characters a check', async () => {
    const check = fc.record({
      at: fc.integer({ min: 0, max: 3_599 }).map((second) => now + second * 1000),
      stage: fc.constantFrom(...serviceStages),
      isLight: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(check), (checks) => {
        const packed = checks.map(packCheck).join('');
        expect(packed.length).toBe(checks.length * 3);
        expect(unpackChecks(now / 3_600_000, packed)).toEqual(checks);
      }),
    );
    await using resources = openResources();
    const store = await openTestStore(resources);
    const rows = [-10, 0, 10].map((second) => ({
      ...{ deviceId, service: 'csdl', at: now + second * 1000, isLight: second === 0 },
      stage: second === 0 ? ('tls' as const) : ('ok' as const),
    }));
    for (const one of rows.toReversed()) {
      await store.save({ ...emptyBatch, evidence: { ...nothing, checks: [one] } });
    }
    expect(await store.checksOf(deviceId, always)).toEqual(rows);
    expect(await store.checksOf(deviceId, { from: now, to: now + 5_000 })).toEqual([rows[1]]);
  });

  it('goes after 35 days, but for the last connection of each machine', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const old = [1, 2].map((conn) =>
      session({ conn, bornAt: now + conn, endedAt: now + conn, end: 'closed' }),
    );
    await store.saveSessions(old);
    const proofs = [{ deviceId, at: now, boot: 'aaaaaaaaaaaaaaaa', gatewayReachable: true }];
    const checks = [{ deviceId, service: 'csdl', at: now, stage: 'ok', isLight: false } as const];
    await store.save({ ...emptyBatch, evidence: { ...nothing, proofs, checks, runs: [run(0, 60)] } });
    expect(await store.pruneEvidence(now + 7 * day)).toBe(0);
    expect(await store.pruneEvidence(now + 10 * day)).toBe(1);
    expect(await store.checksOf(deviceId, always)).toEqual([]);
    expect(await store.pruneEvidence(now + 36 * day)).toBe(3);
    expect(await store.sessionsOf(deviceId, always)).toEqual([old[1]]);
  });
});

describe('incidents', () => {
  it('keep their earlier words', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const [id = 0] = await store.saveOutages({ opened: [outage()], revised: [], withdrawn: [] }, now);
    const sure = outage({ confidence: 0.9, end: { from: now + 60_000, to: now + 61_000 } });
    const more = outage({ ...sure, witnesses: [deviceId, 'd-bbbbbbbbbbbbbbbb'] });
    const revise = (to: Outage, isNewWord: boolean, at: number) =>
      store.saveOutages(
        { opened: [], revised: [{ outageId: id, outage: to, isNewWord }], withdrawn: [] },
        at,
      );
    await revise(sure, true, now + 1);
    await revise(more, false, now + 2);
    expect(await store.outage(id)).toEqual({ ...more, outageId: id, revision: 2, withdrawnAt: null });
    const versions = await store.outageVersions(id);
    expect(versions.map(({ revision, at, confidence }) => ({ revision, at, confidence }))).toEqual([
      { revision: 2, at: now + 1, confidence: 0.9 },
      { revision: 1, at: now, confidence: 0.5 },
    ]);
    await store.saveOutages({ opened: [], revised: [], withdrawn: [id] }, now + 3);
    expect(await store.outages({ span: always }, 10)).toEqual([]);
    expect(await store.outage(id)).toMatchObject({ withdrawnAt: now + 3 });
    expect((await store.outageVersions(id))[0]).toMatchObject({ revision: 3, isWithdrawn: true });
  });

  it('keep no more than the newest words', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const [id = 0] = await store.saveOutages({ opened: [outage()], revised: [], withdrawn: [] }, now);
    for (let at = 1; at <= maxVersions + 5; at += 1) {
      const revised = [{ outageId: id, outage: outage({ confidence: at / 1_000 }), isNewWord: true }];
      await store.saveOutages({ opened: [], revised, withdrawn: [] }, now + at);
    }
    const versions = await store.outageVersions(id);
    expect(versions.length).toBe(maxVersions);
    expect(versions[0]?.revision).toBe(maxVersions + 6);
  });

  it('are found by time, school, cause and whether they last', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const at = (from: number, to: number | null): Partial<Outage> => ({
      start: { from: now + from, to: now + from },
      end: to === null ? null : { from: now + to, to: now + to },
    });
    const school = (code: string) => ({ schoolCode: code, schoolCodes: [code] });
    const several = { schoolCode: null, schoolCodes: ['A', 'B'], cause: 'isp' } as const;
    const ids = await store.saveOutages(
      {
        opened: [
          outage({ ...at(0, 10), ...school('A') }),
          outage({ ...at(5, null), ...school('B') }),
          outage({ ...at(20, 30), ...several }),
        ],
        revised: [],
        withdrawn: [],
      },
      now,
    );
    const find = async (filter: Omit<Parameters<typeof store.outages>[0], 'span'>, from = 0, to = 99) => {
      const span = { from: now + from, to: now + to };
      const found = await store.outages({ span, ...filter }, 10);
      return found.map(({ outageId }) => ids.indexOf(outageId));
    };
    expect(await find({})).toEqual([2, 1, 0]);
    expect(await find({}, 11, 19)).toEqual([1]);
    expect(await find({ schoolCodes: ['A'] })).toEqual([2, 0]);
    expect(await find({ cause: 'isp' })).toEqual([2]);
    expect(await find({ isOpen: true })).toEqual([1]);
    expect(await find({ isOpen: false })).toEqual([2, 0]);
    expect((await store.openOutages()).map(({ outageId }) => ids.indexOf(outageId))).toEqual([1]);
    expect(await store.pruneOutages(now + 25)).toBe(1);
    expect(await find({})).toEqual([2, 1]);
  });
});

describe('the broker itself', () => {
  it('is known by when it served, and by its last sign of life', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const first = await store.beginRun(now);
    await store.endRun(first, now + minute);
    const second = await store.beginRun(now + 2 * minute);
    await store.markAlive(second, now + 3 * minute);
    expect(await store.brokerRuns(now)).toEqual([
      { startedAt: now, aliveAt: now + minute, stoppedAt: now + minute },
      { startedAt: now + 2 * minute, aliveAt: now + 3 * minute, stoppedAt: null },
    ]);
    await store.beginRun(now + 4 * minute);
    // Of what was over long before only the last is told: the gap after it may reach into the time that was asked for.
    const starts = (await store.brokerRuns(now + 3 * minute + 1)).map(({ startedAt }) => startedAt);
    expect(starts).toEqual([now + 2 * minute, now + 4 * minute]);
  });
});
