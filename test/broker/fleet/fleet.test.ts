import { describe, expect, it } from 'vitest';
import { closedNow } from '../../support/closed-now.ts';
import { openResources } from '../../support/resources.ts';
import {
  addUser,
  admit,
  birthOf,
  bootOf,
  dumpOf,
  openRig,
  openStore,
  type Rig,
  readingsOf,
  reload,
  report,
  startMs,
  status,
} from './fleet-rig.ts';

const minute = 60_000;

async function bornMachine(rig: Rig, number: number, schoolCode = 'A'): Promise<string> {
  const deviceId = await admit(rig, number, { schoolCode, room: 'P1' });
  rig.fleet.connected(deviceId, 'c', '203.0.113.1');
  await status(rig, deviceId, birthOf(1, rig.clock.now()));
  await report(rig, deviceId, { seq: 1, readings: readingsOf() });
  return deviceId;
}

describe('one machine', () => {
  it('counts as usable at every level once it has reported', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await bornMachine(rig, 1);
    expect(rig.fleet.deviceRow(deviceId)).toEqual({
      deviceId,
      hostname: 'LAB-01',
      schoolCode: 'A',
      room: 'P1',
      seat: null,
      role: 'student',
      state: 'approved',
      presence: 'online',
      lastSeen: startMs,
      os: { name: 'Windows 10 Education', version: null, build: '19045' },
      memoryBytes: 8 * 2 ** 30,
      antivirus: 'on',
      countsAsStudentComputer: true,
      risk: null,
      findings: 0,
      reason: null,
    });
    const { nodes } = rig.fleet.picture.tree();
    for (const unitId of ['ra', 'sa', 'c1', 'root']) {
      expect(nodes.get(unitId)?.tally).toMatchObject({ registered: 1, usable: 1, devices: 1, online: 1 });
    }
    expect(nodes.get('c2')?.tally).toMatchObject({ registered: 0, usable: 0, devices: 0, online: 0 });
  });

  it('is listed and never counted while its role is unknown', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A', role: 'unknown' });
    await report(rig, deviceId, { seq: 1, readings: readingsOf() });
    expect(rig.fleet.deviceRow(deviceId)).toMatchObject({
      countsAsStudentComputer: false,
      reason: 'role-unknown',
    });
    expect(rig.fleet.picture.tree().root?.tally).toMatchObject({ unknownRole: 1, usable: 0, registered: 0 });
  });

  it('of a school that is not in the tree stands at the root', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'GONE' });
    expect(rig.fleet.picture.device(deviceId)?.place?.unit.unitId).toBe('root');
  });

  it('that says nothing while its connection stands is online, and was last seen when that was last heard of', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await bornMachine(rig, 1);
    await rig.clock.advance(40 * minute);
    rig.fleet.start();
    await rig.clock.advance(minute);
    expect(rig.fleet.deviceRow(deviceId)).toMatchObject({ presence: 'online', lastSeen: startMs });
    const lastHeardAt = startMs + 39 * minute;
    rig.fleet.disconnected(deviceId, { lastHeardAt, silenceMs: 180_000, how: 'silent' });
    await rig.clock.advance(minute);
    expect(rig.fleet.deviceRow(deviceId)).toMatchObject({ presence: 'online', lastSeen: lastHeardAt });
    await rig.fleet.stop();
    // Another broker over the same store knows as much.
    expect((await rig.store.lastHeard()).get(deviceId)).toBe(lastHeardAt);
  });

  it('becomes quiet, silent and missing by school days alone', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await bornMachine(rig, 1);
    rig.fleet.disconnected(deviceId, closedNow);
    const presences: unknown[] = [];
    for (const wait of [14 * minute, 3 * minute, 8 * 24 * 60 * minute, 60 * 24 * 60 * minute]) {
      await rig.clock.advance(wait - minute);
      // A minute of running is enough to judge every machine again.
      rig.fleet.start();
      await rig.clock.advance(minute);
      await rig.fleet.stop();
      presences.push(rig.fleet.deviceRow(deviceId)?.presence);
    }
    expect(presences).toEqual(['online', 'quiet', 'silent', 'missing']);
    expect(rig.fleet.picture.tree().root?.tally).toMatchObject({ missing: 1, usable: 0, registered: 1 });
  });

  it('keeps its newest state when an older report comes late', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await bornMachine(rig, 1);
    await rig.clock.advance(10 * minute);
    await report(rig, deviceId, {
      seq: 3,
      up: 600,
      readings: readingsOf({ hostname: 'NEW', memoryGib: 16 }),
    });
    await report(rig, deviceId, { seq: 2, up: 300, readings: readingsOf({ hostname: 'OLD', memoryGib: 2 }) });
    expect(rig.fleet.deviceRow(deviceId)).toMatchObject({
      hostname: 'NEW',
      memoryBytes: 16 * 2 ** 30,
      lastSeen: startMs + 10 * minute,
    });
  });
});

describe('connections', () => {
  it('are what the transport says; the will of a replaced session is a line of history and no cut', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await bornMachine(rig, 1);
    await status(rig, deviceId, birthOf(1, rig.clock.now(), 2));
    await status(rig, deviceId, { v: 1, kind: 'death', boot: bootOf(1), conn: 1, reason: 'lost' });
    await status(rig, deviceId, { v: 1, kind: 'death', boot: bootOf(1), conn: 2, reason: 'shutdown' });
    expect(rig.fleet.picture.device(deviceId)?.isConnected).toBe(true);
    rig.fleet.disconnected(deviceId, closedNow);
    expect(rig.fleet.picture.device(deviceId)?.isConnected).toBe(false);
    await rig.fleet.stop();
    const events = await rig.store.events(deviceId, 10);
    expect(events.map(({ kind, detail }) => `${kind} ${detail}`).toReversed()).toEqual([
      'joined A',
      'born 0.1.0 conn 1',
      'born 0.1.0 conn 2',
      'session-replaced conn 1',
      'stopped shutdown',
    ]);
  });
});

describe('a restart', () => {
  it('gives the picture as it was, connections aside', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    await addUser(rig.store, 'root');
    for (let number = 1; number <= 5; number += 1) {
      const deviceId = await bornMachine(rig, number, ['A', 'B', 'C'][number % 3]);
      await rig.clock.advance(minute);
      await report(rig, deviceId, {
        seq: 2,
        up: 60,
        readings: readingsOf({ hostname: `LAB-${number}`, freeGib: number }),
        outcomes: [{ collector: 'hardware', outcome: 'ok', ms: 12 }],
      });
    }
    await rig.ingest.report('d-aaaaaaaaaaaaaaab', Buffer.from('nonsense'));
    for (const { deviceId } of [...rig.fleet.picture.devices()]) rig.fleet.disconnected(deviceId, closedNow);
    await rig.fleet.stop();
    rig.fleet.picture.setQuarantined(await rig.store.quarantineCounts());
    const before = dumpOf(rig.fleet);
    const store = resources.closing(openStore(rig.path));
    const again = await reload(store, rig.clock);
    expect(dumpOf(again)).toEqual(before);
    expect(before.devices.map(({ standing }) => standing.row.reason)).toContain('disk-below-minimum');
    expect(again.picture.tree().root?.tally.quarantined).toBe(1);
    expect(again.views.epoch).not.toBe(rig.fleet.views.epoch);
  });
});

describe('an assignment', () => {
  it('moves the machine and its counts, and welcomes it anew', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await bornMachine(rig, 1);
    const assignment = await rig.store.assignment(deviceId);
    if (assignment === null) throw new Error('no assignment');
    const next = {
      ...assignment,
      validFrom: startMs + 1,
      schoolCode: 'C',
      room: null,
      state: 'broken' as const,
    };
    await rig.store.assign(next, 'test');
    const welcomes = rig.recorder.sent.length;
    await rig.fleet.assignmentChanged(deviceId);
    const { nodes } = rig.fleet.picture.tree();
    expect(nodes.get('c1')?.tally).toMatchObject({ devices: 0, usable: 0, registered: 0 });
    expect(nodes.get('sc')?.tally).toMatchObject({ devices: 1, usable: 0, registered: 1 });
    expect(rig.fleet.deviceRow(deviceId)).toMatchObject({ state: 'broken', reason: 'state-broken' });
    expect(rig.recorder.sent.length).toBe(welcomes + 1);
  });
});
