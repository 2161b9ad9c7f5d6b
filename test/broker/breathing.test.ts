import { expect, it } from 'vitest';
import { createBreathing } from '../../broker/breathing.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';

it('an answer gives everybody else a turn once its own has lasted, and not before', async () => {
  let nowMs = 0;
  let turns = 0;
  const breathe = createBreathing({ ...createManualClock(0), monotonicMs: () => nowMs });
  const after = async (ms: number): Promise<number> => {
    nowMs += ms;
    setImmediate(() => {
      turns += 1;
    });
    await breathe();
    return turns;
  };
  expect([await after(1), await after(3), await after(5), await after(1)]).toEqual([0, 0, 3, 3]);
});
