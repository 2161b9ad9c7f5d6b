import { describe, expect, it } from 'vitest';
import { maxOpenOrdersPerDevice } from '../../../broker/store/picture-port.ts';
import { decode, encode } from '../../../shared/contract/codec.ts';
import { type Order, order } from '../../../shared/contract/order.ts';
import { openResources } from '../../support/resources.ts';
import {
  admit,
  birthOf,
  deviceIdOf,
  openRig,
  type Rig,
  readingsOf,
  report,
  startMs,
  status,
} from './fleet-rig.ts';

const hour = 3_600_000;

function ordersTo({ recorder }: Rig, deviceId: string): Order[] {
  return recorder.sent
    .filter(({ topic }) => topic === `drum/1/${deviceId}/order`)
    .map(({ payload }) => {
      const message = decode(payload, order);
      if (!message.ok) throw new Error(message.error.detail);
      return message.value;
    });
}

const kinds = (orders: readonly Order[]) => orders.map(({ body }) => body.kind);
const birth = (rig: Rig, deviceId: string, conn = 1) => {
  rig.fleet.connected(deviceId, 'c', '203.0.113.1');
  return status(rig, deviceId, birthOf(1, rig.clock.now(), conn));
};
const answer = (rig: Rig, deviceId: string, orderId: string) =>
  rig.fleet.orders.receive(deviceId, encode({ v: 1, orderId, outcome: 'done' }));

/** Lets what a birth or report set off in the background come to its end. */
const settle = (rig: Rig) => rig.clock.advance(1);

describe('a welcome', () => {
  it('tells a machine its place, cadence and what the broker holds', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A', room: 'P1' });
    const readings = readingsOf();
    await report(rig, deviceId, { seq: 1, readings });
    await birth(rig, deviceId);
    await settle(rig);
    const [welcome] = ordersTo(rig, deviceId);
    expect(welcome?.at).toBe(rig.clock.now() - 1);
    expect(welcome?.body).toEqual({
      kind: 'welcome',
      schoolCode: 'A',
      schoolName: 'Trường A',
      room: 'P1',
      role: 'student',
      state: 'approved',
      ack: 'puback',
      cadenceSeconds: 300,
      hostname: 'plain',
      hashes: Object.fromEntries(
        readings.filter(({ section }) => section !== 'usage').map(({ section, hash }) => [section, hash]),
      ),
    });
  });

  it('can be read where a heartbeat, which carries no hash, is held', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    const facts = { section: 'usage', facts: { systemFreeBytes: 1, cpuPercent: 3 } } as const;
    const held = { deviceId, measuredAt: startMs, seq: 1, timeQuality: 'anchored' as const, reading: facts };
    await rig.store.saveReadings([held]);
    await birth(rig, deviceId);
    await settle(rig);
    expect(ordersTo(rig, deviceId)[0]?.body).toMatchObject({ kind: 'welcome', hashes: {} });
  });

  it.each([
    ['server', 60, 'plain'],
    ['teacher', 300, 'hashed'],
    ['office', 300, 'hashed'],
  ] as const)(
    'of a %s asks for a report every %i s under a %s name',
    async (role, cadenceSeconds, hostname) => {
      await using resources = openResources();
      const rig = await openRig(resources);
      const deviceId = await admit(rig, 1, { schoolCode: 'A', role });
      await birth(rig, deviceId);
      await settle(rig);
      expect(ordersTo(rig, deviceId)[0]?.body).toMatchObject({ cadenceSeconds, hostname });
    },
  );
});

describe('an order', () => {
  it('is sent after each birth until it is answered, and settled once', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    const id = await rig.fleet.orders.give(deviceId, { kind: 'renew' }, hour);
    expect(ordersTo(rig, deviceId)).toEqual([]);
    await birth(rig, deviceId, 1);
    await settle(rig);
    await birth(rig, deviceId, 2);
    await settle(rig);
    expect(kinds(ordersTo(rig, deviceId))).toEqual(['welcome', 'renew', 'welcome', 'renew']);
    const renewals = ordersTo(rig, deviceId).filter(({ body }) => body.kind === 'renew');
    expect(renewals.map((one) => one.id)).toEqual([id, id]);
    await answer(rig, deviceIdOf(2), id ?? '');
    await answer(rig, deviceId, id ?? '');
    await answer(rig, deviceId, id ?? '');
    await birth(rig, deviceId, 3);
    await settle(rig);
    expect(kinds(ordersTo(rig, deviceId)).slice(4)).toEqual(['welcome']);
    expect(rig.fleet.orders.counters()).toEqual({ ordersSent: 5, ordersSettled: 1, answersDropped: 2 });
  });

  it('ends when its time is over', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    await rig.fleet.orders.give(deviceId, { kind: 'renew' }, hour);
    await rig.clock.advance(hour);
    await birth(rig, deviceId);
    await settle(rig);
    expect(kinds(ordersTo(rig, deviceId))).toEqual(['welcome']);
    expect(await rig.store.openOrders(deviceId, startMs)).toEqual([]);
  });

  it('is refused when too many wait', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    for (let number = 0; number < maxOpenOrdersPerDevice; number += 1) {
      expect(await rig.fleet.orders.give(deviceId, { kind: 'renew' }, hour)).not.toBeNull();
    }
    expect(await rig.fleet.orders.give(deviceId, { kind: 'renew' }, hour)).toBeNull();
  });

  it('survives hostile answers', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    for (const payload of [
      Buffer.alloc(0),
      Buffer.from('{"v":1}'),
      Buffer.from([1, 255]),
      Buffer.alloc(60_000),
    ]) {
      await rig.fleet.orders.receive(deviceIdOf(1), payload);
    }
    expect(rig.fleet.orders.counters().answersDropped).toBe(4);
  });
});

describe('a marker', () => {
  const marker = (rig: Rig, deviceId: string, seq: number, changed: Record<string, string> = {}) => {
    const hashes = Object.fromEntries(
      readingsOf()
        .filter(({ section }) => section !== 'usage')
        .map(({ section, hash }) => [section, hash]),
    );
    return report(rig, deviceId, { seq, up: 0, hashes: { ...hashes, ...changed } });
  };
  const resends = (rig: Rig, deviceId: string) =>
    ordersTo(rig, deviceId).flatMap(({ body }) => (body.kind === 'resend' ? [body.sections] : []));

  it('of what the broker holds asks for nothing', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    rig.fleet.connected(deviceId, 'c', '203.0.113.1');
    await report(rig, deviceId, { seq: 1, readings: readingsOf() });
    await marker(rig, deviceId, 2);
    await settle(rig);
    expect(resends(rig, deviceId)).toEqual([]);
  });

  it('asks for each lacking section once an hour', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    rig.fleet.connected(deviceId, 'c', '203.0.113.1');
    await report(rig, deviceId, { seq: 1, readings: readingsOf().slice(1) });
    await marker(rig, deviceId, 2);
    await marker(rig, deviceId, 3, { system: 'ffffffffffffffff' });
    await settle(rig);
    await marker(rig, deviceId, 4);
    await settle(rig);
    expect(resends(rig, deviceId)).toEqual([['hardware'], ['system']]);
    await rig.clock.advance(hour + 1);
    await marker(rig, deviceId, 5);
    await settle(rig);
    expect(resends(rig, deviceId)).toEqual([['hardware'], ['system'], ['hardware']]);
  });

  it('older than what is held says nothing', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const deviceId = await admit(rig, 1, { schoolCode: 'A' });
    await birth(rig, deviceId);
    await rig.clock.advance(60_000);
    await report(rig, deviceId, { seq: 2, up: 60, readings: readingsOf({ hostname: 'NEW' }) });
    await marker(rig, deviceId, 1);
    await settle(rig);
    expect(resends(rig, deviceId)).toEqual([]);
  });
});
