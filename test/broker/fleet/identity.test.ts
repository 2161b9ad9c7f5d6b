import { describe, expect, it } from 'vitest';
import { closedNow } from '../../support/closed-now.ts';
import { openResources } from '../../support/resources.ts';
import { born, conditionsOf, keyIdOf, linesOf, newestTo, ordersTo } from './births.ts';
import { admit, birthOf, bootOf, openRig, readingsOf, reload, report } from './fleet-rig.ts';

const minute = 60_000;
const day = 86_400_000;

describe('a copy of a machine', () => {
  it('is told to split and nothing else of the machine’s, and is no sign of its life', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    await report(rig, deviceId, { seq: 1, readings: readingsOf() });
    await born(rig, deviceId, 1, {});
    rig.fleet.disconnected(deviceId, closedNow);
    await rig.fleet.orders.give(deviceId, { kind: 'collect-now' }, day);
    rig.recorder.sent.length = 0;
    const seenAt = rig.fleet.picture.device(deviceId)?.lastSeen;
    await rig.clock.advance(20 * minute);
    await born(rig, deviceId, 1, { boot: bootOf(2), hardware: 'copy' });
    expect(ordersTo(rig, deviceId).map(({ body }) => body)).toMatchObject([
      { kind: 'welcome', hashes: {} },
      { kind: 'split', boot: bootOf(2), conn: 1 },
    ]);
    expect(rig.fleet.picture.device(deviceId)).toMatchObject({ isConnected: false, lastSeen: seenAt });
    expect(rig.fleet.isLive(deviceId)).toBe(false);
    await rig.clock.advance(day);
    rig.fleet.disconnected(deviceId, { ...closedNow, lastHeardAt: rig.clock.now() });
    expect(rig.fleet.picture.device(deviceId)?.lastSeen).toBe(seenAt);
    expect(conditionsOf(rig, deviceId)).toEqual(['clone', 'shared-key']);
    expect(await linesOf(rig, deviceId)).toEqual(['joined', 'born', 'foreign-birth', 'clone', 'shared-key']);
  });

  it('leaves one order at most, whoever connects in turn', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    await born(rig, deviceId, 1, {});
    for (const [index, hardware] of ['copy', 'third', 'copy', 'copy'].entries()) {
      await born(rig, deviceId, 1, { boot: bootOf(index + 2), hardware });
      const open = await rig.store.openOrders(deviceId, rig.clock.now());
      expect(open.map(({ body }) => body)).toEqual([{ kind: 'split', boot: bootOf(index + 2), conn: 1 }]);
    }
    await born(rig, deviceId, 1, { conn: 2 });
    expect(await rig.store.openOrders(deviceId, rig.clock.now())).toEqual([]);
    expect(rig.fleet.picture.device(deviceId)?.isConnected).toBe(true);
  });

  it('is known after a restart, and forgotten when it did not show for a week', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    await born(rig, deviceId, 1, {});
    await born(rig, deviceId, 1, { boot: bootOf(2), hardware: 'copy' });
    await rig.fleet.stop();
    const again = await reload(rig.store, rig.clock);
    expect(conditionsOf({ fleet: again }, deviceId)).toEqual(['clone', 'shared-key']);
    again.identity.tidy();
    expect(conditionsOf({ fleet: again }, deviceId)).toContain('clone');
    await rig.clock.advance(8 * day);
    again.identity.tidy();
    expect(conditionsOf({ fleet: again }, deviceId)).toEqual(['shared-key']);
  });

  it('is suspected where hardware says nothing, when processes take turns', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    const turn = (boot: number, conn: number) =>
      born(rig, deviceId, 1, { boot: bootOf(boot), bootNo: boot, conn, fingerprint: {} });
    for (let conn = 1; conn <= 2; conn += 1) {
      await turn(1, conn);
      await turn(2, conn);
    }
    await turn(1, 3);
    expect(conditionsOf(rig, deviceId)).toEqual([]);
    await turn(2, 3);
    expect(rig.fleet.historyOf(deviceId).conditions).toMatchObject([
      { kind: 'clone', detail: 'taking turns' },
    ]);
  });

  it('is not suspected because a machine starts again and again, or comes back after long', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    for (let start = 1; start <= 8; start += 1) {
      await born(rig, deviceId, 1, { boot: bootOf(start), bootNo: start, fingerprint: {} });
    }
    for (let turn = 0; turn < 8; turn += 1) {
      await rig.clock.advance(10 * minute);
      await born(rig, deviceId, 1, {
        boot: bootOf((turn % 2) + 1),
        bootNo: 8,
        conn: turn + 2,
        fingerprint: {},
      });
    }
    expect(conditionsOf(rig, deviceId)).toEqual([]);
  });
});

describe('the key of several machines', () => {
  it('is a condition of its owner until that has another', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    await born(rig, deviceId, 1, {});
    await born(rig, deviceId, 1, { boot: bootOf(2), hardware: 'copy' });
    await born(rig, deviceId, 1, { conn: 2 });
    expect(conditionsOf(rig, deviceId)).toContain('shared-key');
    expect(await rig.store.sharedKeys()).toEqual([{ keyId: keyIdOf(1), deviceId }]);
    await born(rig, deviceId, 7, { conn: 3 });
    expect(conditionsOf(rig, deviceId)).toEqual(['clone']);
  });

  it('is never one that a birth merely names', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    await born(rig, deviceId, 1, {});
    await born(rig, deviceId, 1, { boot: bootOf(2), hardware: 'copy', keyId: keyIdOf(9) });
    expect(await rig.store.sharedKeys()).toEqual([]);
  });
});

describe('a frozen disk', () => {
  it('is seen by its count of starts, told to the machine, and over after two starts in a row', async () => {
    await using resources = openResources();
    const asked: boolean[] = [];
    const renewals = {
      orderFor: (_deviceId: string, _certificate: string, { isFrozen }: { isFrozen: boolean }) => {
        asked.push(isFrozen);
        return Promise.resolve(null);
      },
    };
    const rig = await openRig(resources, { renewals });
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    const start = (boot: number, bootNo: number) => born(rig, deviceId, 1, { boot: bootOf(boot), bootNo });
    await start(1, 7);
    expect(newestTo(rig, deviceId, 'welcome')).not.toHaveProperty('frozen');
    await start(2, 7);
    expect(newestTo(rig, deviceId, 'welcome')).toMatchObject({ frozen: true });
    await start(3, 8);
    await start(4, 7);
    await start(5, 8);
    expect(conditionsOf(rig, deviceId)).toEqual(['frozen']);
    await start(6, 9);
    expect(conditionsOf(rig, deviceId)).toEqual([]);
    expect(newestTo(rig, deviceId, 'welcome')).not.toHaveProperty('frozen');
    expect(asked).toEqual([false, true, true, true, true, false]);
    expect((await linesOf(rig, deviceId)).filter((kind) => kind !== 'born')).toEqual([
      'joined',
      'boot-number-went-back',
      'frozen',
      'boot-number-went-back',
      'frozen-ended',
    ]);
  });
});

describe('a clock', () => {
  it('is wrong when it is more than five minutes from the broker’s', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    const claim = (offsetMs: number, conn: number) =>
      born(rig, deviceId, 1, { conn, at: rig.clock.now() + offsetMs });
    await claim(5 * minute, 1);
    expect(conditionsOf(rig, deviceId)).toEqual([]);
    await claim(-90 * minute, 2);
    expect(rig.fleet.historyOf(deviceId).conditions).toMatchObject([
      { kind: 'clock-wrong', detail: '-90 min' },
    ]);
    const [before] = rig.fleet.historyOf(deviceId).conditions;
    await claim(120 * minute, 3);
    expect(rig.fleet.historyOf(deviceId).conditions).toMatchObject([
      { since: before?.since, detail: '+120 min' },
    ]);
    await claim(0, 4);
    expect(conditionsOf(rig, deviceId)).toEqual([]);
  });

  it('is not judged by a broker whose own is behind', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    const now = rig.clock.now();
    // Stamped with the newest row's time, which the broker's clock has not reached.
    const stamped = { deviceId, birth: birthOf(1, now), receivedAt: now + day };
    rig.fleet.applyBirth({
      ...stamped,
      isForeign: false,
      isNewBoot: true,
      isReturn: false,
      bootNoStep: null,
    });
    await rig.clock.advance(1);
    expect(conditionsOf(rig, deviceId)).toEqual([]);
  });
});
