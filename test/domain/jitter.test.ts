import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reconnectDelayMs, seededRandom, spreadMs, startDelayMs } from '../../shared/domain/jitter.ts';

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a reconnect waits anywhere below a ceiling that doubles from one second to five minutes', () => {
  fc.assert(
    fc.property(fc.nat(10_000), unit, (attempt, value) => {
      const wait = reconnectDelayMs(attempt, () => value);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThan(Math.min(300_000, 1_000 * 2 ** attempt));
    }),
  );
  expect(reconnectDelayMs(100, () => 0.999_999)).toBeGreaterThan(299_000);
});

test('forty machines that come back together do not come in the same second', () => {
  const random = seededRandom(1);
  const seconds = new Set(Array.from({ length: 40 }, () => Math.floor(reconnectDelayMs(6, random) / 1000)));
  expect(seconds.size).toBeGreaterThan(20);
});

test('only a machine that was just switched on waits to start, two minutes at most', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), unit, (uptime, value) => {
      const wait = startDelayMs(uptime, () => value);
      expect(wait).toBeLessThan(120_000);
      if (uptime >= 300) expect(wait).toBe(0);
    }),
  );
  expect(startDelayMs(299, () => 0.5)).toBe(60_000);
});

test('an interval is spread by a fifth to either side', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 1e9 }), unit, (interval, value) => {
      const spread = spreadMs(interval, () => value);
      expect(spread).toBeGreaterThanOrEqual(Math.floor(interval * 0.8));
      expect(spread).toBeLessThanOrEqual(interval * 1.2);
    }),
  );
});

test('a seed gives the same numbers, evenly spread', () => {
  const a = seededRandom(42);
  const b = seededRandom(42);
  const numbers = Array.from({ length: 10_000 }, a);
  expect(numbers.slice(0, 5)).toEqual(Array.from({ length: 5 }, b));
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => numbers.filter((value) => Math.floor(value * 10) === tenth).length,
  );
  expect(Math.min(...tenths)).toBeGreaterThan(850);
  expect(Math.max(...tenths)).toBeLessThan(1150);
});
