import { describe, expect, test } from 'vitest';
import { judge } from './scenarios/judge.ts';
import { causesAlone } from './scenarios/matrix-alone.ts';
import { causesTogether } from './scenarios/matrix-together.ts';
import { causesInTurn } from './scenarios/matrix-touching.ts';

describe('what happens in schools is told as it was', () => {
  const rest = [...causesAlone(), ...causesTogether(), ...causesInTurn()].filter(
    ({ isQuick }) => isQuick !== true,
  );
  test.each(rest)('$name', async (one) => {
    expect(await judge(one)).toEqual([]);
  });
});
