import { describe, expect, test } from 'vitest';
import { judge } from './scenarios/judge.ts';
import { machinesTogether } from './scenarios/matrix-machines.ts';

describe('what happens to machines and labs is told as it was', () => {
  test.each(machinesTogether())('$name', async (one) => {
    expect(await judge(one)).toEqual([]);
  });
});
