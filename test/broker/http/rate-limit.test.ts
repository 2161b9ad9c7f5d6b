import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRateLimit, networkOf } from '../../../broker/http/rate-limit.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';

test('never more than the burst and what time has added', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3_000), { maxLength: 60 }), async (pauses) => {
      const clock = createManualClock(0);
      const limit = createRateLimit({ clock }, { burst: 5, perSecond: 2, maxKeys: 10 });
      let taken = 0;
      let elapsedMs = 0;
      for (const pauseMs of pauses) {
        await clock.advance(pauseMs);
        elapsedMs += pauseMs;
        if (limit.take('a')) taken += 1;
        expect(taken).toBeLessThanOrEqual(5 + (elapsedMs / 1000) * 2 + 1e-6);
      }
    }),
    { numRuns: 50 },
  );
});

test('keys do not share, and the oldest is forgotten', () => {
  const limit = createRateLimit({ clock: createManualClock(0) }, { burst: 1, perSecond: 0, maxKeys: 2 });
  expect([limit.take('a'), limit.take('a'), limit.take('b'), limit.take('c'), limit.take('a')]).toEqual([
    true,
    false,
    true,
    true,
    true,
  ]);
});

test.for([
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['10.0.0.1', '10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
] as const)('%s belongs to %s', ([address, network]) => {
  expect(networkOf(address)).toBe(network);
});
