import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadOf } from '../../../agent/line/statistics.ts';

test('median, 95th percentile, jitter and loss of a known series', () => {
  const tries = [10, 12, null, 11, 30, 10, 10, 10, 10, 10];
  // Neighbours among the answered: 2, 1, 19, 20, 0, 0, 0, 0 of eight steps.
  expect(spreadOf(tries)).toEqual({ sent: 10, lost: 1, p50Ms: 10, p95Ms: 30, jitterMs: 5.25 });
});

test('nothing answered has no times, and one answer no jitter', () => {
  expect(spreadOf([])).toEqual({ sent: 0, lost: 0 });
  expect(spreadOf([null, null])).toEqual({ sent: 2, lost: 2 });
  expect(spreadOf([null, 7])).toEqual({ sent: 2, lost: 1, p50Ms: 7, p95Ms: 7 });
});

const tries = fc.array(fc.option(fc.integer({ min: 0, max: 60_000 }), { nil: null }), { maxLength: 60 });

test('property: percentiles are times that were measured, in order, and lie within them', () => {
  fc.assert(
    fc.property(tries, (given) => {
      const times = given.filter((each) => each !== null);
      const spread = spreadOf(given);
      expect(spread.sent - spread.lost).toBe(times.length);
      if (times.length === 0) return;
      const { p50Ms = -1, p95Ms = -1 } = spread;
      expect(times).toContain(p50Ms);
      expect(times).toContain(p95Ms);
      expect(p95Ms).toBeGreaterThanOrEqual(p50Ms);
      expect(times.filter((each) => each <= p95Ms).length / times.length).toBeGreaterThanOrEqual(0.95);
      expect(times.filter((each) => each <= p50Ms).length / times.length).toBeGreaterThanOrEqual(0.5);
    }),
  );
});

test('property: jitter is that of the mirrored series, is zero where nothing changes, and ignores a constant delay', () => {
  fc.assert(
    fc.property(tries, fc.integer({ min: 0, max: 1_000 }), (given, more) => {
      const { jitterMs = 0 } = spreadOf(given);
      expect(spreadOf([...given].reverse()).jitterMs ?? 0).toBeCloseTo(jitterMs, 2);
      expect(spreadOf(given.map((each) => (each === null ? null : 5))).jitterMs ?? 0).toBe(0);
      const later = given.map((each) => (each === null ? null : each + more));
      expect(spreadOf(later).jitterMs ?? 0).toBeCloseTo(jitterMs, 2);
      const times = given.filter((each) => each !== null);
      expect(jitterMs).toBeLessThanOrEqual(Math.max(0, ...times) - Math.min(...times, 0) + 0.01);
    }),
  );
});
