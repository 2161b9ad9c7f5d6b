import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRateMeter } from '../../../agent/line/ndt7-rate.ts';

test('an even rate is stable, and both means are it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 6, max: 300 }),
      fc.integer({ min: 1_000, max: 10_000_000 }),
      (ticks, bytesPerTick) => {
        const meter = createRateMeter();
        for (let tick = 1; tick <= ticks; tick += 1) meter.add(tick / 20, tick * bytesPerTick);
        expect(meter.isStable()).toBe(true);
        expect(meter.mean()).toBeCloseTo(bytesPerTick * 160, 0);
        expect(meter.settled()).toBeCloseTo(bytesPerTick * 160, 0);
      },
    ),
  );
});

test('a slow start counts in the mean and not in the settled rate', () => {
  const meter = createRateMeter();
  for (let tick = 1; tick <= 30; tick += 1) meter.add(tick / 10, Math.max(0, tick - 10) * 1_000_000);
  expect(meter.mean()).toBeCloseTo(53_333_333, 0);
  expect(meter.settled()).toBeCloseTo(80_000_000, 0);
});

test('a rate that still grows is not stable; neither is one that nobody has seen for long', () => {
  const growing = createRateMeter();
  for (let tick = 1; tick <= 30; tick += 1) growing.add(tick / 10, tick * tick * 10_000);
  expect(growing.isStable()).toBe(false);
  const young = createRateMeter();
  expect(young.isStable()).toBe(false);
  young.add(0.05, 1_000);
  expect(young.isStable()).toBe(false);
});

test('samples that do not move forward are left out', () => {
  const meter = createRateMeter();
  meter.add(1, 1_000);
  meter.add(0.5, 2_000);
  meter.add(2, 500);
  expect(meter.last()).toEqual({ seconds: 1, bytes: 1_000 });
});

test('the wait after the last byte is no part of a test; a line that died in it is', () => {
  const meter = createRateMeter();
  meter.add(0.1, 1_000_000);
  meter.add(0.2, 1_000_000);
  expect(meter.settled()).toBe(80_000_000);
  for (let tick = 3; tick <= 100; tick += 1) meter.add(tick / 10, 1_000_000);
  expect(meter.mean()).toBeLessThan(1_000_000);
});

test('nothing measured is no rate', () => {
  const meter = createRateMeter();
  expect([meter.mean(), meter.settled(), meter.last()]).toEqual([0, 0, undefined]);
});
