import { describe, expect, it } from 'vitest';
import { shippedReadiness } from '../../../shared/data/readiness.ts';
import { computerTestDemands, type TestSeat } from '../../../shared/domain/readiness/computer-test.ts';
import { conferenceDemands } from '../../../shared/domain/readiness/conference.ts';
import { verdictOf } from '../../../shared/domain/readiness/demand.ts';

const rules = shippedReadiness();
const resultsOf = (demands: ReturnType<typeof conferenceDemands>) =>
  Object.fromEntries(demands.map(({ code, result }) => [code, result]));

describe('a room for meetings', () => {
  const good = {
    ...{ cameras: { having: 1, unknown: 0 }, microphones: { having: 2, unknown: 0 } },
    ...{ upMbps: 20, jitterMs: 4, lossPercent: 0 },
  };

  it('is ready with a camera, a microphone and a line that carries them', () => {
    const demands = conferenceDemands(good, rules.conference);
    expect(verdictOf(demands)).toBe('ready');
    expect(demands[2]).toEqual({ code: 'uplink', result: 'met', found: 20, needed: 3 });
  });

  it('lacks what is short, and what is not known is neither', () => {
    const demands = conferenceDemands(
      { ...good, cameras: { having: 0, unknown: 3 }, microphones: { having: 0, unknown: 0 }, upMbps: null },
      rules.conference,
    );
    expect(resultsOf(demands)).toEqual({
      ...{ camera: 'unknown', microphone: 'short', uplink: 'unknown', jitter: 'met', loss: 'met' },
    });
    expect(verdictOf(demands)).toBe('not-ready');
    const unknown = conferenceDemands({ ...good, jitterMs: null }, rules.conference);
    expect(verdictOf(unknown)).toBe('unknown');
    expect(verdictOf(conferenceDemands({ ...good, lossPercent: 2.1 }, rules.conference))).toBe('not-ready');
  });
});

describe('a room for tests at its machines', () => {
  const seat: TestSeat = { isUsable: true, isClockRight: true, freeBytes: 50e9 };
  const room = (seats: readonly TestSeat[], pupils: number | null = 3, downMbps: number | null = 30) =>
    resultsOf(computerTestDemands({ seats, pupils, downMbps }, rules.computerTest));

  it('is ready when every pupil has a machine that works, knows the time, has space and a share of the line', () => {
    expect(room([seat, seat, seat])).toEqual({
      ...{ seats: 'met', clock: 'met', disk: 'met', 'internet-share': 'met' },
    });
  });

  it('counts usable machines only', () => {
    expect(room([seat, seat, { ...seat, isUsable: false }]).seats).toBe('short');
    expect(room([seat, seat, { ...seat, isClockRight: false }]).clock).toBe('short');
    expect(room([seat, seat, { ...seat, freeBytes: 1 }]).disk).toBe('short');
    expect(room([seat, seat, { ...seat, freeBytes: null }]).disk).toBe('unknown');
    expect(room([seat, seat, seat], 3, 1.4)['internet-share']).toBe('short');
  });

  it('says nothing where nobody said how many pupils there are', () => {
    expect(new Set(Object.values(room([seat], null)))).toEqual(new Set(['unknown']));
  });
});
