import { expect, it } from 'vitest';
import { createPieces } from '../../../broker/register/pieces.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';

it('as many lists as are taken at once arrive whole; one more ends the one that was begun first', () => {
  const pieces = createPieces(createManualClock(0));
  const take = (id: string, index: number) => {
    const taken = pieces.take(id, `${id}${index}`, { index, of: 3 });
    return taken.ok ? taken.value : taken.error.code;
  };
  const four = ['a', 'b', 'c', 'd'];
  for (const index of [0, 1]) expect(four.map((id) => take(id, index))).toEqual([null, null, null, null]);
  expect(take('e', 0)).toBeNull();
  expect(take('a', 2)).toBe('SD-VALUE');
  expect(['b', 'c', 'd'].map((id) => take(id, 2))).toEqual(['b0b1b2', 'c0c1c2', 'd0d1d2']);
  expect([take('e', 1), take('e', 2)]).toEqual([null, 'e0e1e2']);
});

it('a list that is begun again is the new one; what nobody goes on with is forgotten', async () => {
  const clock = createManualClock(0);
  const pieces = createPieces(clock);
  const take = (piece: string, index: number) => {
    const taken = pieces.take('a', piece, { index, of: 2 });
    return taken.ok ? taken.value : taken.error.code;
  };
  expect([take('old', 0), take('new', 0), take(' end', 1)]).toEqual([null, null, 'new end']);
  expect(take('x', 0)).toBeNull();
  await clock.advance(600_001);
  expect(take('y', 1)).toBe('SD-VALUE');
});
