import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anchorOf, measuredTime } from '../../../broker/ingest/measured-time.ts';

const now = 1_790_000_000_000;
const hour = 3_600_000;
const claim = { at: now - hour + 7_000, up: 600, receivedAt: now };

test('a born boot: anchor and uptime, whatever the wall clock says', () => {
  expect(measuredTime({ ...claim, at: 0 }, now - 2 * hour, [])).toEqual({
    measuredAt: now - 2 * hour + 600_000,
    timeQuality: 'anchored',
  });
});

test('nothing was measured after it arrived', () => {
  expect(measuredTime({ ...claim, up: 1e10 }, now, []).measuredAt).toBe(now);
});

test('a boot never born, between two whose clocks agree: claimed, corrected by their offset', () => {
  const evidence = [
    { anchorAt: now - 5 * hour, clockOffsetMs: 6_000 },
    { anchorAt: now - 60_000, clockOffsetMs: 8_000 },
  ];
  expect(measuredTime(claim, null, evidence)).toEqual({
    measuredAt: now - hour - 1_000,
    timeQuality: 'claimed',
  });
});

test.for([
  ['clocks that differ by more than a minute', 6_000, 66_001],
  ['a clock that was years behind', -7 * 365 * 24 * hour, 8_000],
])('between %s: unknown, and bounded', ([, before, after]) => {
  const evidence = [
    { anchorAt: now - 5 * hour, clockOffsetMs: before as number },
    { anchorAt: now - 60_000, clockOffsetMs: after as number },
  ];
  const time = measuredTime(claim, null, evidence);
  expect(time.timeQuality).toBe('unknown');
  expect(time.measuredAt).toBeLessThanOrEqual(now);
});

test('without a boot on both sides: unknown', () => {
  expect(measuredTime(claim, null, []).timeQuality).toBe('unknown');
  const onlyAfter = [{ anchorAt: now - 60_000, clockOffsetMs: 0 }];
  expect(measuredTime(claim, null, onlyAfter).timeQuality).toBe('unknown');
});

test('whatever a device claims, the time is whole, not negative, and not after arrival', () => {
  const ms = fc.integer({ min: 0, max: 253_402_300_799_999 });
  const evidence = fc.array(
    fc.record({ anchorAt: ms, clockOffsetMs: fc.integer({ min: -2e14, max: 2e14 }) }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(
      ms,
      fc.double({ min: 0, max: 1e10, noNaN: true }),
      fc.option(ms),
      evidence,
      (at, up, anchor, around) => {
        const sorted = around
          .sort((a, b) => a.anchorAt - b.anchorAt)
          .filter(({ anchorAt }) => anchorAt <= now);
        const { measuredAt } = measuredTime({ at, up, receivedAt: now }, anchor, sorted);
        expect(Number.isSafeInteger(measuredAt)).toBe(true);
        expect(measuredAt).toBeGreaterThanOrEqual(0);
        expect(measuredAt).toBeLessThanOrEqual(now);
      },
    ),
  );
});

test('the first anchor is kept through reconnects, and moved after a sleep', () => {
  const first = anchorOf({ up: 10, receivedAt: now }, null);
  expect(first).toBe(now - 10_000);
  expect(anchorOf({ up: 100, receivedAt: now + 91_500 }, first)).toBe(first);
  expect(anchorOf({ up: 110, receivedAt: now + 8 * hour }, first)).toBe(now + 8 * hour - 110_000);
});
