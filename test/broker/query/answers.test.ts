import { describe, expect, it } from 'vitest';
import { encode } from '../../../shared/contract/codec.ts';
import { maxWireBytes } from '../../../shared/contract/limits.ts';
import type { Reading } from '../../../shared/contract/readings.ts';
import { shippedNormPacks } from '../../../shared/data/norms.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import {
  addUser,
  admit,
  birthOf,
  hashOf,
  openRig,
  readingsOf,
  report,
  rosterRowOf,
  startMs,
  status,
} from '../fleet/fleet-rig.ts';
import { admin, openQuestions, pagesFor, snapshotFor, technicianOf, traffic } from './question-rig.ts';

async function askedFleet(resources: Resources, machines = 6) {
  const rig = await openRig(resources);
  const deviceIds: string[] = [];
  for (let number = 1; number <= machines; number += 1) {
    const schoolCode = ['A', 'B', 'C'][number % 3] ?? 'A';
    const deviceId = await admit(rig, number, { schoolCode, room: number % 2 === 0 ? 'P1' : 'P2' });
    await report(rig, deviceId, {
      seq: 1,
      readings: readingsOf({ hostname: `LAB-${number}` }),
      outcomes: [{ collector: 'hardware', outcome: 'ok', ms: 7 }],
    });
    deviceIds.push(deviceId);
  }
  return { ...rig, ...openQuestions(rig), deviceIds };
}

describe('view', () => {
  it('is a snapshot of the whole subtree at one rev, its head on the first page', async () => {
    await using resources = openResources();
    const { dispatch, fleet, store } = await askedFleet(resources, 300);
    await addUser(store, 'root');
    const pages = await pagesFor(dispatch, admin, 'view');
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.map(({ head }) => head !== undefined)).toEqual(pages.map((_, index) => index === 0));
    expect(pages[0]?.head).toMatchObject({
      epoch: fleet.views.epoch,
      at: startMs,
      unit: { unitId: 'root' },
      totals: { devices: 300, usable: 300, registered: 300, schools: 3 },
    });
    expect(pages[0]?.head?.schools.map(({ schoolCode }) => schoolCode)).toEqual(['A', 'B', 'C']);
    expect(new Set(pages.flatMap(({ devices }) => devices.map(({ deviceId }) => deviceId))).size).toBe(300);
    expect(pages.every((page) => encode(page, { plain: true }).length < maxWireBytes)).toBe(true);
  });

  it('gives a user who came after the last look at the grants views of its unit', async () => {
    await using resources = openResources();
    const { dispatch, fleet, store, clock } = await askedFleet(resources);
    fleet.start();
    resources.defer(() => fleet.stop());
    const user = await addUser(store, 'c1');
    expect(fleet.views.isPublished('c1')).toBe(false);
    await pagesFor(dispatch, user, 'view');
    await clock.advance(100);
    const [page] = await pagesFor(dispatch, user, 'view');
    // Summary, machines, alerts.
    expect(page?.head?.rev).toBe(3);
  });
});

describe('a subtree', () => {
  it.each([
    ['c1', ['A', 'B']],
    ['sc', ['C']],
    ['ra', []],
  ] as const)('of %s is all that its actor sees', async (unitId, schoolCodes) => {
    await using resources = openResources();
    const { dispatch } = await askedFleet(resources, 30);
    const actor = technicianOf(unitId);
    const seen = [
      await pagesFor(dispatch, actor, 'view'),
      await pagesFor(dispatch, actor, 'units'),
      await pagesFor(dispatch, actor, 'schools'),
      await pagesFor(dispatch, actor, 'devices'),
      await pagesFor(dispatch, actor, 'roster'),
      await snapshotFor(dispatch, actor),
    ];
    const codes = ['A', 'B', 'C'].filter((code) => JSON.stringify(seen).includes(`"schoolCode":"${code}"`));
    expect(codes).toEqual(unitId === 'ra' ? ['A'] : schoolCodes);
    const named = ['root', 'c1', 'c2', 'sa', 'sb', 'sc', 'ra'].filter((id) =>
      JSON.stringify(seen).includes(`"${id}"`),
    );
    expect(named).toEqual({ c1: ['c1', 'sa', 'sb', 'ra'], sc: ['sc'], ra: ['ra'] }[unitId]);
  });

  it('refuses units and machines outside it, and names what nobody knows', async () => {
    await using resources = openResources();
    const { dispatch, deviceIds } = await askedFleet(resources);
    const actor = technicianOf('sc');
    for (const kind of ['view', 'schools', 'devices', 'roster', 'planning'] as const) {
      for (const unitId of ['root', 'c2', 'sa']) {
        expect(await dispatch(actor, kind, { unitId })).toMatchObject({ error: { code: 'SD-OUTSIDE-UNIT' } });
      }
    }
    expect(await dispatch(actor, 'view', { unitId: 'nowhere' })).toMatchObject({
      error: { code: 'SD-UNIT-UNKNOWN' },
    });
    expect(await dispatch(actor, 'device', { deviceId: deviceIds[0] })).toMatchObject({
      error: { code: 'SD-OUTSIDE-UNIT' },
    });
    expect(await dispatch(actor, 'device', { deviceId: 'd-zzzzzzzzzzzzzzzz' })).toMatchObject({
      error: { code: 'SD-DEVICE-UNKNOWN' },
    });
    expect((await dispatch(actor, 'device', { deviceId: deviceIds[1] })).ok).toBe(true);
  });
});

describe('devices', () => {
  it('give the facts that scripts read, by school and room', async () => {
    await using resources = openResources();
    const { dispatch, deviceIds } = await askedFleet(resources);
    const [page] = await pagesFor(dispatch, admin, 'devices', { schoolCode: 'B', room: 'P2' });
    expect(page?.devices).toMatchObject([
      {
        deviceId: deviceIds[0],
        hostname: 'LAB-1',
        schoolName: 'Trường B',
        cpu: { model: 'i3-10100', cores: 4, threads: 8 },
        disks: [{ device: 'sda', sizeBytes: 240 * 2 ** 30, kind: 'ssd' }],
        antivirus: { state: 'on' },
        outcomes: [{ collector: 'hardware', outcome: 'ok', ms: 7 }],
      },
    ]);
  });
});

describe('device', () => {
  it('gives all readings, the heartbeat among them, and the history', async () => {
    await using resources = openResources();
    const { dispatch, deviceIds, fleet, ...rig } = await askedFleet(resources);
    const deviceId = deviceIds[0] ?? '';
    await status(rig, deviceId, birthOf(1, startMs));
    await fleet.stop();
    const [page] = await pagesFor(dispatch, admin, 'device', { deviceId });
    expect(page?.device.readings.map(({ reading }) => reading.section).sort()).toEqual([
      'antivirus',
      'hardware',
      'storage',
      'system',
      'usage',
    ]);
    expect(page?.device).toMatchObject({ firstSeen: startMs, agentVersion: '0.1.0', weakIdentity: false });
    expect(page?.device.events.map(({ kind }) => kind)).toEqual(['born', 'joined']);
    expect(Object.keys(page?.device.hashes ?? {})).toContain('hardware');
  });

  it('cuts a software list that no message takes, and still tells how long it was', async () => {
    await using resources = openResources();
    const { dispatch, store } = await askedFleet(resources);
    const deviceId = 'd-aaaaaaaaaaaaaaab';
    const packages = Array.from({ length: 5_000 }, (_, index) => ({
      name: hashOf({ index }) + hashOf({ name: index }),
      version: hashOf(index),
    }));
    const software = { section: 'software', facts: { packages }, hash: hashOf('software') };
    await store.saveReadings([
      {
        deviceId,
        measuredAt: startMs,
        seq: 1,
        timeQuality: 'anchored',
        reading: software as unknown as Reading,
      },
    ]);
    const pages = await pagesFor(dispatch, admin, 'device', { deviceId });
    expect(pages.length).toBe(1);
    expect(encode(pages[0] ?? {}).length).toBeLessThan(maxWireBytes);
    const kept = pages[0]?.device.readings.find(({ reading }) => reading.section === 'software')?.reading;
    if (kept?.section !== 'software') throw new Error('no software');
    expect(kept.facts.total).toBe(5_000);
    expect(kept.facts.packages?.length).toBeGreaterThan(500);
  });
});

describe('planning', () => {
  it('freezes roster and machines as at one moment', async () => {
    await using resources = openResources();
    const { dispatch, store, fleet } = await askedFleet(resources);
    const blank = { ...rosterRowOf('C'), level: 'TH' as const, students: null, declaredStudentPcs: 0 };
    await store.saveOrg({ at: startMs + 1, actor: 'test', units: [], rows: [blank] });
    await fleet.orgChanged();
    const snapshot = await snapshotFor(dispatch, admin);
    expect(snapshot.asAtMs).toBe(startMs);
    expect(snapshot.schools.map(({ schoolCode, rows }) => [schoolCode, rows.length])).toEqual([
      ['A', 1],
      ['B', 1],
      ['C', 2],
    ]);
    expect(snapshot.schools[2]?.rows[0]).toMatchObject({
      level: 'TH',
      students: null,
      declaredStudentPcs: 0,
    });
    expect(snapshot.machines.length).toBe(6);
    expect(snapshot.machines.find(({ hostname }) => hostname === 'LAB-3')).toMatchObject({
      hostname: 'LAB-3',
      schoolCode: 'A',
      chassis: 'desktop',
      isVirtual: false,
      lastSeenMs: startMs,
      systemDiskFreeBytes: 50 * 2 ** 30,
      confirmedGoodMs: null,
    });
    const [schools] = await pagesFor(dispatch, admin, 'schools', { unitId: 'c2' });
    expect(schools?.schools).toMatchObject([{ level: 'TH&THCS', students: null, declared: 20 }]);
  });
});

it('the roster comes with the pack of the installation and the reports that are due', async () => {
  await using resources = openResources();
  const { dispatch, store } = await askedFleet(resources);
  const [before] = await pagesFor(dispatch, admin, 'roster');
  expect(before?.pack?.id).toBe('QN-1568-2018');
  expect(before?.deadlines?.length).toBeGreaterThan(5);
  const [pack] = shippedNormPacks();
  const row = { ...pack, id: 'TINH-A-2026', validFrom: '2026-01-01' };
  await store.saveRegister({
    ...{ register: 'norms', at: startMs, actor: 'test' },
    entries: [{ key: row.id, row }],
  });
  const [after] = await pagesFor(dispatch, admin, 'roster');
  expect(after?.pack?.id).toBe('TINH-A-2026');
});

it('brokerStatus tells the broker’s own health', async () => {
  await using resources = openResources();
  const { dispatch, fleet } = await askedFleet(resources);
  expect(await pagesFor(dispatch, admin, 'brokerStatus')).toMatchObject([
    { ...traffic, startedAt: startMs, epoch: fleet.views.epoch },
  ]);
});
