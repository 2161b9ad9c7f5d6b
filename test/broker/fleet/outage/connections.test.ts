import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Connections, createConnections } from '../../../../broker/fleet/outage/connections.ts';
import type { StoredBirth, StoredDeath } from '../../../../broker/ingest/stored.ts';
import type { SessionLoss } from '../../../../broker/transport/transport.ts';
import { birthOf, bootOf } from '../fleet-rig.ts';

const deviceId = 'd-aaaaaaaaaaaaaaaa';
const address = '203.0.113.9';

const birth = (receivedAt: number, conn: number, more: object = {}): StoredBirth => ({
  ...{ deviceId, receivedAt, isNewBoot: conn === 1, isForeign: false, isReturn: false, bootNoStep: null },
  birth: { ...birthOf(1, receivedAt, conn), up: 100, osUp: 400, ...more },
});
const death = (receivedAt: number, conn: number, reason: 'lost' | 'stopped' | 'shutdown'): StoredDeath => ({
  ...{ deviceId, receivedAt, counts: true, isForeign: false },
  death: { v: 1, kind: 'death', boot: bootOf(1), conn, reason },
});
const loss = (lastHeardAt: number, how: SessionLoss['how']): SessionLoss => ({
  ...{ lastHeardAt, silenceMs: 180_000, how },
});

type Step = 'open' | 'close' | 'replace' | 'birth';

/** A second for each step; a birth is of the newest connection, a connection opens only where none stands. */
function lived(steps: readonly Step[]) {
  const connections = createConnections();
  let [now, conn, isOpen] = [1_000, 0, false];
  const end = (how: SessionLoss['how']): void => {
    if (isOpen) connections.closed(deviceId, loss(now, how), now);
    isOpen = false;
  };
  const open = (): void => {
    conn += 1;
    connections.opened(deviceId, address, now + 1);
    isOpen = true;
  };
  const doStep: Readonly<Record<Step, () => void>> = {
    birth: () => connections.born(birth(now, conn)),
    close: () => end('closed'),
    open: () => {
      if (!isOpen) open();
    },
    replace: () => {
      end('replaced');
      open();
    },
  };
  for (const step of steps) {
    now += 1_000;
    if (step !== 'birth' || isOpen) doStep[step]();
  }
  return { connections, now, isOpen };
}

describe('a connection', () => {
  test.each([
    ['windows', 'untold'],
    ['linux', 'closed'],
  ])('whose socket is closed without a goodbye on %s is %s', (platform, end) => {
    const connections = createConnections();
    connections.opened(deviceId, address, 1_000_000);
    const { versions } = birth(1_000_050, 1).birth;
    connections.born(birth(1_000_050, 1, { versions: { ...versions, platform } }));
    connections.closed(deviceId, loss(1_100_000, 'closed'), 1_100_000);
    expect(connections.of(deviceId).map((session) => session.end)).toEqual([end]);
  });

  test('is what birth and end tell of it together', () => {
    const connections = createConnections();
    connections.opened(deviceId, address, 1_000_000);
    connections.born(birth(1_000_050, 1));
    expect(connections.of(deviceId)).toMatchObject([
      {
        ...{ boot: bootOf(1), conn: 1, bornAt: 1_000_050, lastHeardAt: 1_000_050, silenceMs: 180_000 },
        ...{ processStartedAt: 900_050, osStartedAt: 600_050, endedAt: null, end: null },
        ...{ publicAddress: address, previous: null },
      },
    ]);
    connections.heard(deviceId, 1_300_000);
    connections.closed(deviceId, loss(1_390_000, 'silent'), 1_571_000);
    expect(connections.of(deviceId)).toMatchObject([
      { lastHeardAt: 1_390_000, endedAt: 1_571_000, end: 'silent' },
    ]);
    expect(connections.isMissing(deviceId)).toBe(true);
  });

  test('that ended before its birth was stored is whole all the same', () => {
    const connections = createConnections();
    connections.opened(deviceId, address, 1_000);
    connections.closed(deviceId, loss(1_900, 'closed'), 2_000);
    connections.opened(deviceId, '198.51.100.4', 2_100);
    connections.born(birth(1_100, 1));
    connections.born(birth(2_200, 2));
    expect(
      connections.of(deviceId).map(({ conn, end, publicAddress }) => ({ conn, end, publicAddress })),
    ).toEqual([
      { conn: 1, end: 'closed', publicAddress: address },
      { conn: 2, end: null, publicAddress: '198.51.100.4' },
    ]);
    expect(connections.isMissing(deviceId)).toBe(false);
  });

  test('with a goodbye is no loss, whichever is stored first', () => {
    const goodbyes: ((connections: Connections) => void)[] = [
      (connections) => connections.died(death(4_900, 1, 'shutdown')),
      (connections) => connections.closed(deviceId, loss(5_000, 'closed'), 5_100),
    ];
    for (const steps of [goodbyes, goodbyes.toReversed()]) {
      const connections = createConnections();
      connections.opened(deviceId, address, 1_000);
      connections.born(birth(1_100, 1));
      for (const step of steps) step(connections);
      expect(connections.of(deviceId)).toMatchObject([{ end: 'shutdown', lastHeardAt: 5_000 }]);
      expect(connections.of(deviceId)[0]?.endedAt).toBeGreaterThanOrEqual(5_000);
      expect(connections.isMissing(deviceId)).toBe(false);
    }
  });

  test('is not born twice, and a last will says nothing that the transport does not', () => {
    const connections = createConnections();
    connections.opened(deviceId, address, 1_000);
    connections.born(birth(1_100, 1));
    expect(connections.takeChanged(10)).toHaveLength(1);
    connections.born(birth(1_200, 1));
    connections.died(death(1_300, 1, 'lost'));
    expect(connections.takeChanged(10)).toEqual([]);
    expect(connections.of(deviceId)).toMatchObject([{ bornAt: 1_100, end: null }]);
  });

  test('of another broker, of which no transport tells, ends by its will', () => {
    const connections = createConnections();
    connections.born(birth(1_100, 1));
    connections.died(death(9_000, 1, 'lost'));
    expect(connections.of(deviceId)).toMatchObject([{ publicAddress: null, end: 'closed', endedAt: 9_000 }]);
  });

  test('one at a time stands, however often a machine comes and goes', () => {
    const step = fc.constantFrom<Step>('open', 'close', 'replace', 'birth');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { connections, now, isOpen } = lived(steps);
        const held = connections.of(deviceId);
        expect(held.length).toBeLessThanOrEqual(4);
        const standing = held.filter(({ endedAt }) => endedAt === null);
        expect(standing.length).toBeLessThanOrEqual(isOpen ? 1 : 0);
        for (const { bornAt, endedAt } of held) expect(endedAt ?? now).toBeGreaterThanOrEqual(bornAt);
      }),
    );
  });
});
