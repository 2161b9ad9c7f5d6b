import { expect, test } from 'vitest';
import { createBrokerTime } from '../../agent/broker-time.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';

const yearMs = 365 * 86_400_000;

test('goes by the own clock until something is heard, then by the broker’s', async () => {
  const clock = createManualClock(5 * yearMs);
  const time = createBrokerTime(clock);
  expect(time.now()).toBe(5 * yearMs);
  time.hear(yearMs, true);
  expect(time.now()).toBe(yearMs);
  await clock.advance(60_000);
  expect(time.now()).toBe(yearMs + 60_000);
});

test('what waited on its way moves nothing back; a fresh word does', async () => {
  const clock = createManualClock(0);
  const time = createBrokerTime(clock);
  time.hear(yearMs, true);
  await clock.advance(60_000);
  time.hear(yearMs, false);
  expect(time.now()).toBe(yearMs + 60_000);
  time.hear(yearMs + 90_000, false);
  expect(time.now()).toBe(yearMs + 90_000);
  time.hear(yearMs - 5_000, true);
  expect(time.now()).toBe(yearMs - 5_000);
});
