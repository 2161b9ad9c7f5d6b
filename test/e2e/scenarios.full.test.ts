import { describe, expect, test } from 'vitest';
import { judge } from './scenarios/judge.ts';
import { matrix } from './scenarios/matrix.ts';

describe('what happens in schools is told as it was', () => {
  test.each(matrix().filter(({ isQuick }) => isQuick !== true))('$name', async (one) => {
    expect(await judge(one)).toEqual([]);
  });
});
