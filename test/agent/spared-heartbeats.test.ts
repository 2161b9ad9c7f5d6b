import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReportBody } from '../../agent/outbox.ts';
import { createSparedHeartbeats, type SparedHeartbeats } from '../../agent/spared-heartbeats.ts';
import type { Facts } from '../../shared/contract/readings.ts';

const cadenceMs = 300_000;
const usual: Facts['usage'] = {
  cpuPercent: 4,
  memoryAvailableBytes: 5_000_000_000,
  systemFreeBytes: 80_000_000_000,
  gatewayReachable: true,
};

function heartbeat(up: number, facts: Facts['usage'] = usual): ReportBody {
  return { at: 1e12 + up * 1000, up, readings: [{ section: 'usage', facts }], outcomes: [] };
}

type Machine = { up: number; isConnected: boolean; readonly spared: SparedHeartbeats };

function machine(): Machine {
  const spared = createSparedHeartbeats({
    isConnected: () => now.isConnected,
    upSeconds: () => now.up,
  });
  const now: Machine = { up: 0, isConnected: true, spared };
  return now;
}

/** Whether it was spared. */
function beat(it: Machine, body: ReportBody): boolean {
  it.up = body.up;
  if (it.spared.spare(body, cadenceMs)) return true;
  it.spared.told(body);
  return false;
}

describe('in touch', () => {
  test('two of three heartbeats are spared', () => {
    const it = machine();
    const told = Array.from({ length: 13 }, (_, tick) => tick).filter(
      (tick) => !beat(it, heartbeat(tick * 300)),
    );
    expect(told).toEqual([0, 3, 6, 9, 12]);
  });

  test('whatever the jitter, no more than eighteen minutes pass without a word', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 240, max: 360 }), { minLength: 20 }), (waits) => {
        const it = machine();
        beat(it, heartbeat(0));
        let [up, toldAt] = [0, 0];
        for (const wait of waits) {
          up += wait;
          if (beat(it, heartbeat(up))) continue;
          expect(up - toldAt).toBeLessThanOrEqual(18 * 60);
          toldAt = up;
        }
        expect(up - toldAt).toBeLessThan(12 * 60);
      }),
    );
  });

  test('a cadence that somebody ordered is kept', () => {
    const it = machine();
    beat(it, heartbeat(0));
    expect(it.spared.spare(heartbeat(60), 60_000)).toBe(false);
  });

  test('a cadence of fifteen minutes leaves nothing to spare', () => {
    const it = machine();
    beat(it, heartbeat(0));
    expect(it.spared.spare(heartbeat(900), 900_000)).toBe(false);
  });

  test.each([
    ['the gateway is gone', { ...usual, gatewayReachable: false }],
    ['the gateway is not known any more', { ...usual, gatewayReachable: undefined }],
    ['the disk is filling', { ...usual, systemFreeBytes: 75_000_000_000 }],
  ])('%s: told at once', (_, facts) => {
    const it = machine();
    beat(it, heartbeat(0));
    expect(beat(it, heartbeat(300, facts as Facts['usage']))).toBe(false);
    expect(beat(it, heartbeat(600, facts as Facts['usage']))).toBe(true);
    expect(beat(it, heartbeat(900))).toBe(false);
  });

  test('a figure that cannot be read any more, or can again: told at once', () => {
    const it = machine();
    beat(it, heartbeat(0));
    const lacking = (up: number): ReportBody => ({
      ...heartbeat(up),
      readings: [{ section: 'usage', facts: usual, absent: { cpuPercent: 'failed' } }],
    });
    expect(beat(it, lacking(300))).toBe(false);
    expect(beat(it, lacking(600))).toBe(true);
    expect(beat(it, heartbeat(900))).toBe(false);
  });

  test('figures that never stand still are no news', () => {
    const it = machine();
    beat(it, heartbeat(0));
    const busy = { ...usual, cpuPercent: 97, memoryAvailableBytes: 1e9, systemFreeBytes: 79_000_000_000 };
    expect(beat(it, heartbeat(300, busy))).toBe(true);
  });

  test('what carries more than a heartbeat goes out', () => {
    const it = machine();
    beat(it, heartbeat(0));
    const body = heartbeat(300);
    const readings = [...body.readings, { section: 'network', hash: '0'.repeat(16), facts: {} } as const];
    expect(beat(it, { ...body, readings })).toBe(false);
    expect(beat(it, { ...heartbeat(600), hashes: {} })).toBe(false);
    const outcomes = [{ collector: 'usage', outcome: 'timed-out', ms: 5000 } as const];
    expect(beat(it, { ...heartbeat(900), readings: [], outcomes })).toBe(false);
  });
});

test('what was read beside it and had not changed is no news; that it could not be read is', () => {
  const it = machine();
  const tick = (up: number, outcome: 'ok' | 'failed') => ({
    ...heartbeat(up),
    outcomes: [{ collector: 'network', outcome, ms: 12 } as const],
  });
  expect(beat(it, tick(0, 'ok'))).toBe(false);
  expect(beat(it, tick(300, 'ok'))).toBe(true);
  expect(beat(it, tick(600, 'failed'))).toBe(false);
  expect(beat(it, tick(900, 'failed'))).toBe(true);
  expect(beat(it, tick(1200, 'ok'))).toBe(false);
});

describe('out of touch', () => {
  test('every heartbeat is handed over', () => {
    const it = machine();
    beat(it, heartbeat(0));
    it.isConnected = false;
    expect(beat(it, heartbeat(300))).toBe(false);
    expect(beat(it, heartbeat(600))).toBe(false);
  });

  test('the newest spared one is the sign of life from before the loss was noticed, once', () => {
    const it = machine();
    beat(it, heartbeat(0));
    beat(it, heartbeat(300));
    beat(it, heartbeat(560));
    it.up = 740;
    expect(it.spared.takeUnproven()).toEqual(heartbeat(560));
    expect(it.spared.takeUnproven()).toBeNull();
  });

  test('one from before the machine slept proves nothing of that time', () => {
    const it = machine();
    beat(it, heartbeat(0));
    beat(it, heartbeat(300));
    it.up = 300 + 7200;
    expect(it.spared.takeUnproven()).toBeNull();
  });

  test('a later report makes it needless', () => {
    const it = machine();
    beat(it, heartbeat(0));
    beat(it, heartbeat(300));
    beat(it, heartbeat(400, { ...usual, gatewayReachable: false }));
    expect(it.spared.takeUnproven()).toBeNull();
  });
});
