import { describe, expect, test } from 'vitest';
import { judge } from './scenarios/judge.ts';
import { districts } from './scenarios/matrix-districts.ts';

describe('what a provider explains and what it does not is told as it was', () => {
  test.each(districts())('$name', async (one) => {
    expect(await judge(one)).toEqual([]);
  });
});
