import { describe, expect, test } from 'vitest';
import { judge } from './scenarios/judge.ts';
import { linesInPairs } from './scenarios/matrix-lines.ts';
import { longAndShort } from './scenarios/matrix-time.ts';

describe('two lines, flaps, restarts, nights and weekends are told as they were', () => {
  const rest = [...linesInPairs(), ...longAndShort()].filter(({ isQuick }) => isQuick !== true);
  test.each(rest)('$name', async (one) => {
    expect(await judge(one)).toEqual([]);
  });
});
