import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeldReading, maxEventsPerDevice } from '../../../broker/store/picture-port.ts';
import type { Reading } from '../../../shared/contract/readings.ts';
import { openResources } from '../../support/resources.ts';
import { deviceIdOf, hashOf, openRig, readingsOf, startMs } from '../fleet/fleet-rig.ts';

const deviceId = deviceIdOf(1);

function heartbeat(measuredAt: number, seq: number, systemFreeBytes: number): HeldReading {
  const facts = { section: 'usage', facts: { systemFreeBytes } };
  const reading = { ...facts, hash: hashOf(facts) } as unknown as Reading;
  return { deviceId, measuredAt, seq, timeQuality: 'anchored', reading };
}

describe('readings', () => {
  it('kept are the newest, whatever the order of saving', async () => {
    const saved = fc.array(
      fc.tuple(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
      ),
      { minLength: 1, maxLength: 8 },
    );
    await using resources = openResources();
    const { store } = await openRig(resources);
    let base = startMs;
    await fc.assert(
      fc.asyncProperty(saved, async (tuples) => {
        // Later than whatever the run before has kept.
        base += 10;
        const readings = tuples.map(([at, seq, free]) => heartbeat(base + at, seq, free));
        for (const one of readings) await store.saveReadings([one]);
        const newest = readings.toSorted(
          (a, b) =>
            b.measuredAt - a.measuredAt ||
            b.seq - a.seq ||
            ((a.reading.hash ?? '') < (b.reading.hash ?? '') ? 1 : -1),
        )[0];
        expect(await store.readingsOf(deviceId)).toEqual([newest]);
      }),
      { numRuns: 30 },
    );
  });

  it('come back by section, and one that this version cannot read is left out', async () => {
    await using resources = openResources();
    const { store } = await openRig(resources);
    const held = readingsOf().map((reading) => ({ ...heartbeat(startMs, 1, 1), reading }));
    const foreign = {
      ...heartbeat(startMs, 1, 1),
      reading: { section: 'firewall', hash: 'x', facts: 7 } as never,
    };
    await store.saveReadings([...held, foreign]);
    const sections: string[] = [];
    await store.eachReading(['system', 'usage', 'firewall'], ({ reading }) => sections.push(reading.section));
    expect(sections.sort()).toEqual(['system', 'usage']);
    expect((await store.hashesOf(deviceId)).length).toBe(6);
  });
});

describe('events', () => {
  it('are cut back to the newest thousand of each machine', async () => {
    await using resources = openResources();
    const { store } = await openRig(resources);
    const events = Array.from({ length: maxEventsPerDevice + 50 }, (_, index) => ({
      deviceId,
      at: startMs + index,
      timeQuality: 'anchored' as const,
      kind: 'born',
      detail: String(index),
    }));
    await store.addEvents([...events.toReversed(), { ...events[0], deviceId: deviceIdOf(2) } as never]);
    expect(await store.pruneEvents(deviceId)).toBe(50);
    const kept = await store.events(deviceId, 2_000);
    expect(kept.map(({ at }) => at)).toEqual(
      events
        .slice(50)
        .map(({ at }) => at)
        .toReversed(),
    );
    expect((await store.events(deviceIdOf(2), 10)).length).toBe(1);
  });
});

describe('orders', () => {
  const order = (id: string, createdAt: number) => ({
    id,
    deviceId,
    body: { kind: 'resend' as const, sections: ['system' as const] },
    createdAt,
    expiresAt: createdAt + 100,
  });
  const end = { id: 'a', deviceId, outcome: 'done' as const, detail: null, at: startMs };

  it('end once: answered or expired, and only by their own machine', async () => {
    await using resources = openResources();
    const { store } = await openRig(resources);
    expect(await store.addOrder(order('a', startMs))).toBe(true);
    expect(await store.addOrder(order('b', startMs + 50))).toBe(true);
    expect((await store.openOrders(deviceId, startMs + 60)).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(await store.settleOrder({ ...end, deviceId: deviceIdOf(2) })).toBe(false);
    expect(await store.settleOrder(end)).toBe(true);
    expect(await store.settleOrder(end)).toBe(false);
    expect(await store.openOrders(deviceId, startMs + 149)).toMatchObject([{ id: 'b' }]);
    expect(await store.openOrders(deviceId, startMs + 150)).toEqual([]);
    expect(await store.settleOrder({ ...end, id: 'b' })).toBe(false);
  });

  it('tell which sections were asked for lately, and go when they are old', async () => {
    await using resources = openResources();
    const { store } = await openRig(resources);
    await store.addOrder(order('a', startMs));
    await store.addOrder({ ...order('b', startMs + 50), body: { kind: 'renew' } });
    expect(await store.resentSince(deviceId, startMs - 1)).toEqual(new Set(['system']));
    expect(await store.resentSince(deviceId, startMs)).toEqual(new Set());
    await store.settleOrder(end);
    expect(await store.pruneOrders(startMs + 1)).toBe(1);
    expect((await store.openOrders(deviceId, startMs + 60)).map(({ id }) => id)).toEqual(['b']);
  });
});
