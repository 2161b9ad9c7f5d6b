import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createOutageAnswers } from '../../../broker/query/outage-answers.ts';
import type { EvidenceRows, LineRunRow } from '../../../broker/store/evidence-port.ts';
import { maxWireBytes } from '../../../shared/contract/limits.ts';
import type { Outage } from '../../../shared/domain/outage/evidence.ts';
import { canonicalJson } from '../../../shared/runtime/reading-hash.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, openRig, rules, startMs } from '../fleet/fleet-rig.ts';
import { admin, openQuestions, pagesFor, technicianOf } from './question-rig.ts';

const minute = 60_000;
const hour = 60 * minute;

const outage = (more: Partial<Outage> = {}): Outage => ({
  ...{ cause: 'line', scope: { kind: 'line', id: 'A-1' }, schoolCode: 'A', schoolCodes: ['A'] },
  ...{ impact: 'down', start: { from: startMs + hour, to: startMs + hour + 2_000 } },
  end: { from: startMs + 2 * hour, to: startMs + 2 * hour },
  ...{ confidence: 0.9, witnesses: [], evidence: [{ code: 'no-goodbye', count: 2, at: null }], ...more },
});
const shared = { schoolCode: null, schoolCodes: ['A', 'C'], scope: { kind: 'isp', id: 'VNPT' } } as const;

/** Schools A and B in commune c1, C in c2; A has a line of VNPT that was watched from 08:00 to 14:00 on a Monday. */
async function openAsked(resources: Resources) {
  const rig = await openRig(resources);
  const device = await admit(rig, 1, { schoolCode: 'A', role: 'server' });
  const neighbour = await admit(rig, 2, { schoolCode: 'C' });
  const line = { lineId: 'A-1', schoolCode: 'A', isp: 'VNPT', medium: 'fibre', duty: 'main' } as const;
  const backup = { ...line, lineId: 'A-2', isp: 'Viettel', duty: 'backup' } as const;
  await rig.store.saveLines([{ ...line, promisedPercent: 99.5 }, backup], startMs, 'test');
  await rig.fleet.lines.linesChanged(new Set(['A']));
  const run = (from: number, to: number, isGood: boolean): LineRunRow => ({
    ...{ deviceId: device, lineId: 'A-1', from: startMs + from, to: startMs + to, publicAddress: null },
    ...{ gateway: 'ok', firstHop: 'ok', dns: 'ok', quality: isGood ? 'good' : 'unknown' },
    ...{ broker: isGood ? 'ok' : 'bad', internet: isGood ? 'ok' : 'bad' },
  });
  const runs = [run(0, hour, true), run(hour, 2 * hour, false), run(2 * hour, 6 * hour, true)];
  const leases = [
    { leaseId: 'l1', lineId: 'A-1', deviceId: device },
    // Went over the other provider's line while this one was cut.
    { leaseId: 'l2', lineId: 'A-1', deviceId: device, publicAddress: '27.64.3.3' },
  ];
  for (const { leaseId, lineId, deviceId } of leases) {
    const times = { grantedAt: startMs, until: startMs + hour, settledAt: null };
    await rig.store.addLease({
      ...{ leaseId, lineId, deviceId, isPlanned: false },
      ...{ ...times, bookedBytes: 60, usedBytes: 0 },
    });
  }
  const speeds = leases.map(({ deviceId, ...lease }) => ({
    ...{ deviceId, leaseId: lease.leaseId, settledAt: startMs, usedBytes: 9, startedAt: startMs + hour },
    test: { server: 's', totalBytes: 9, ...lease },
  }));
  const evidence: EvidenceRows = { proofs: [], samples: [], checks: [], speeds, runs };
  const saved = await rig.store.save({
    ...{ boots: [], sections: [], outcomes: [], events: [], unread: [] },
    evidence,
  });
  expect(saved.ok).toBe(true);
  const opened = [
    outage({ witnesses: [device] }),
    outage({
      ...shared,
      cause: 'isp',
      start: { from: startMs, to: startMs },
      witnesses: [device, neighbour],
    }),
    outage({ cause: 'holiday', scope: { kind: 'school', id: 'B' }, schoolCode: 'B', schoolCodes: ['B'] }),
    outage({ schoolCode: 'C', schoolCodes: ['C'], scope: { kind: 'school', id: 'C' }, end: null }),
  ];
  const ids = await rig.store.saveOutages({ opened, revised: [], withdrawn: [] }, startMs);
  await rig.clock.advance(8 * hour);
  const overrides = createOutageAnswers({ ...rig, rules });
  return { ...rig, ...openQuestions(rig, overrides as never), ids, device, neighbour };
}

const ofC1 = technicianOf('c1');

describe('incidents', () => {
  it('are told to whom they concern, a closed school only to whoever asks for it', async () => {
    await using resources = openResources();
    const { dispatch, ids } = await openAsked(resources);
    const listed = async (params: object, actor = admin) =>
      (await pagesFor(dispatch, actor, 'outageList', params)).flatMap((page) => page.outages);
    const named = async (params: object, actor = admin) =>
      (await listed(params, actor)).map(({ outageId }) => ids.indexOf(outageId));
    expect(await named({})).toEqual([3, 0, 1]);
    expect(await named({ cause: 'holiday' })).toEqual([2]);
    expect(await named({ isOpen: true })).toEqual([3]);
    expect(await named({ schoolCode: 'A' })).toEqual([0, 1]);
    expect(await named({ schoolCode: 'B' })).toEqual([]);
    expect(await named({ until: startMs + minute })).toEqual([1]);
    expect(await named({}, ofC1)).toEqual([0, 1]);
    const [, provider] = await listed({}, ofC1);
    expect(provider).toMatchObject({ cause: 'isp', schools: ['A'], schoolCode: null, witnesses: 2 });
    const [own] = await listed({}, ofC1);
    expect(own).toMatchObject({
      ...{ start: startMs + hour + 1_000, startWithinMs: 1_000, schoolName: 'Trường A', revision: 1 },
      ...{ end: startMs + 2 * hour, endWithinMs: 0, impact: 'down' },
    });
    expect(await dispatch(ofC1, 'outageList', { schoolCode: 'C' })).toMatchObject({
      error: { code: 'SD-OUTSIDE-UNIT' },
    });
  });

  it('are shown with their earlier words, and the machines of the own unit that saw them', async () => {
    await using resources = openResources();
    const { dispatch, store, ids, device, neighbour } = await openAsked(resources);
    const [first = 0, provider = 0, , open = 0] = ids;
    const revised = [{ outageId: first, outage: outage({ confidence: 1 }), isNewWord: true }];
    await store.saveOutages({ opened: [], revised, withdrawn: [] }, startMs + 3 * hour);
    const [shown] = await pagesFor(dispatch, ofC1, 'outageShow', { outageId: first });
    expect(shown?.outage).toMatchObject({ confidence: 1, revision: 2 });
    expect(shown?.versions).toMatchObject([{ at: startMs, confidence: 0.9, isWithdrawn: false }]);
    const witnesses = async (actor: typeof admin) =>
      (await pagesFor(dispatch, actor, 'outageShow', { outageId: provider }))[0]?.witnesses;
    expect(await witnesses(ofC1)).toEqual([device]);
    expect(await witnesses(admin)).toEqual([device, neighbour]);
    // It was told of the other unit's school before it turned out to be the provider's; a machine that left was somebody's.
    const before = outage({ ...shared, cause: 'isp', witnesses: ['d-zzzzzzzzzzzzzzzz', device] });
    const ofC2 = outage({ schoolCode: 'C', schoolCodes: ['C'], scope: { kind: 'line', id: 'C-1' } });
    const [both = 0] = await store.saveOutages({ opened: [ofC2], revised: [], withdrawn: [] }, startMs);
    const merged = [{ outageId: both, outage: before, isNewWord: true }];
    await store.saveOutages({ opened: [], revised: merged, withdrawn: [] }, startMs + hour);
    const [half] = await pagesFor(dispatch, ofC1, 'outageShow', { outageId: both });
    expect(half).toMatchObject({ versions: [], witnesses: [device] });
    const [whole] = await pagesFor(dispatch, admin, 'outageShow', { outageId: both });
    expect(whole?.versions).toMatchObject([{ scope: { id: 'C-1' } }]);
    expect(whole?.witnesses).toHaveLength(2);
    const refused = await dispatch(ofC1, 'outageShow', { outageId: open });
    expect(refused).toMatchObject({ error: { code: 'SD-OUTSIDE-UNIT' } });
    expect(await dispatch(admin, 'outageShow', { outageId: 999 })).toMatchObject({
      error: { code: 'SD-OUTAGE-UNKNOWN' },
    });
    await store.saveOutages({ opened: [], revised: [], withdrawn: [first] }, startMs + 4 * hour);
    const [gone] = await pagesFor(dispatch, ofC1, 'outageShow', { outageId: first });
    expect(gone?.versions[0]).toMatchObject({ at: startMs + 4 * hour, isWithdrawn: true });
  });
});

describe('availability', () => {
  it('is of the time that was watched, by line, provider and school', async () => {
    await using resources = openResources();
    const { dispatch } = await openAsked(resources);
    const span = { from: startMs, until: startMs + 8 * hour };
    const rowsBy = async (by: 'line' | 'isp' | 'school') => {
      const pages = await pagesFor(dispatch, ofC1, 'availability', { by, ...span });
      expect(pages[0]).toMatchObject(span);
      return pages.flatMap(({ rows }) => rows);
    };
    const [line] = await rowsBy('line');
    expect(line).toMatchObject({ kind: 'line', id: 'A-1', schoolCode: 'A', promisedPercent: 99.5 });
    expect(line?.watchedMinutes).toBe(360);
    expect(line?.downMinutes).toBeGreaterThanOrEqual(59);
    expect(line?.availability).toBeLessThan(0.84);
    expect(await rowsBy('isp')).toMatchObject([
      { kind: 'isp', id: 'VNPT', schoolCode: null, watchedMinutes: 360, promisedPercent: 99.5 },
      { kind: 'isp', id: 'Viettel', availability: null, promisedPercent: null },
    ]);
    expect(await rowsBy('school')).toMatchObject([
      { kind: 'school', id: 'A', name: 'Trường A', promisedPercent: 99.5 },
    ]);
    const backwards = { from: startMs + hour, until: startMs };
    expect(await dispatch(ofC1, 'availability', backwards)).toMatchObject({ error: { code: 'SD-VALUE' } });
  });

  it('of lessons goes hour by hour', async () => {
    await using resources = openResources();
    const { dispatch } = await openAsked(resources);
    const pages = await pagesFor(dispatch, ofC1, 'lineQuality', { lineId: 'A-1', from: startMs });
    const rows = pages.flatMap((page) => page.rows);
    const hours = rows.map(({ day, hour: local, isLesson }) => `${day} ${local} ${isLesson}`);
    expect(hours.slice(0, 3)).toEqual(['2026-10-05 8 true', '2026-10-05 9 true', '2026-10-05 10 true']);
    expect(rows[0]?.downMinutes).toBeLessThan(2);
    expect(rows[1]?.downMinutes).toBeGreaterThanOrEqual(59);
    // The line worked on before and after what is asked.
    const asked = { lineId: 'A-1', from: startMs + 3 * hour, until: startMs + 4 * hour };
    const [part] = await pagesFor(dispatch, ofC1, 'lineQuality', asked);
    expect(part?.rows).toMatchObject([{ day: '2026-10-05', hour: 11, minutes: 60 }]);
    const unknown = await dispatch(ofC1, 'lineQuality', { lineId: 'X' });
    expect(unknown).toMatchObject({ error: { code: 'SD-LINE-UNKNOWN' } });
  });
});

describe('the report to a provider', () => {
  it('holds what is the provider’s, and a hash of all of it', async () => {
    await using resources = openResources();
    const { dispatch, device } = await openAsked(resources);
    const asked = { lineId: 'A-1', from: startMs, until: startMs + 8 * hour };
    const [page] = await pagesFor(dispatch, ofC1, 'ispReport', asked);
    const { sha256, ...content } = page?.report ?? { sha256: '' };
    expect(sha256).toBe(hash('sha256', canonicalJson(content)));
    expect(content).toMatchObject({
      outages: [{ cause: 'line' }, { cause: 'isp', schools: ['A'] }],
      speeds: [{ leaseId: 'l1', deviceId: device }],
      availability: { kind: 'line', id: 'A-1' },
    });
    expect(page?.report.quality.every(({ isLesson }) => isLesson)).toBe(true);
    expect(await dispatch(technicianOf('c2'), 'ispReport', asked)).toMatchObject({
      error: { code: 'SD-OUTSIDE-UNIT' },
    });
  });

  it('of a span that is past holds what was promised then against who provided then', async () => {
    await using resources = openResources();
    const { dispatch, store, fleet } = await openAsked(resources);
    const line = { lineId: 'A-1', schoolCode: 'A', isp: 'Viettel', medium: 'fibre', duty: 'main' } as const;
    await store.saveLines([{ ...line, promisedPercent: 80, downMbps: 500 }], startMs + 7 * hour, 'test');
    await fleet.lines.linesChanged(new Set(['A']));
    const reportUntil = async (until: number) => {
      const [page] = await pagesFor(dispatch, ofC1, 'ispReport', { lineId: 'A-1', from: startMs, until });
      return page?.report;
    };
    const before = await reportUntil(startMs + 6 * hour);
    expect(before).toMatchObject({
      line: { isp: 'VNPT', promisedPercent: 99.5 },
      ...{ availability: { promisedPercent: 99.5 }, outages: [{ cause: 'line' }, { cause: 'isp' }] },
    });
    expect(before?.line.downMbps).toBeUndefined();
    expect(await reportUntil(startMs + 8 * hour)).toMatchObject({
      line: { isp: 'Viettel', downMbps: 500 },
      ...{ availability: { promisedPercent: 80 }, outages: [{ cause: 'line' }] },
    });
    const asked = { by: 'isp', from: startMs, until: startMs + 6 * hour };
    const pages = await pagesFor(dispatch, ofC1, 'availability', asked);
    expect(pages.flatMap(({ rows }) => rows)).toMatchObject([
      { id: 'VNPT', watchedMinutes: 360, promisedPercent: 99.5 },
      { id: 'Viettel', watchedMinutes: 0 },
    ]);
  });

  it('of many incidents follows on further pages', async () => {
    await using resources = openResources();
    const { dispatch, store } = await openAsked(resources);
    const many = Array.from({ length: 300 }, (_, index) =>
      outage({ start: { from: startMs + index * minute, to: startMs + index * minute } }),
    );
    await store.saveOutages({ opened: many, revised: [], withdrawn: [] }, startMs);
    const pages = await pagesFor(dispatch, ofC1, 'ispReport', { lineId: 'A-1', from: startMs });
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(maxWireBytes);
    const [first, ...others] = pages;
    const all = [...(first?.report.outages ?? []), ...others.flatMap(({ moreOutages = [] }) => moreOutages)];
    expect(all.length).toBe(302);
    expect(new Set(pages.map(({ report }) => report.sha256)).size).toBe(1);
  });
});
