import { describe, expect, test } from 'vitest';
import { judgeSchool } from '../../../shared/domain/outage/judge-school.ts';
import { lanCases } from './cases-lan.ts';
import { machineCases, now } from './cases-machines.ts';
import { networkCases } from './cases-network.ts';
import { context, said } from './machines.ts';

describe('every rule by an example', () => {
  test.each([...machineCases, ...lanCases, ...networkCases].map((each) => [each[0], each] as const))(
    '%s',
    (_name, each) => {
      const [, evidence, told, over] = each;
      expect(judgeSchool(evidence, context(now, over)).map(said)).toEqual(told);
    },
  );
});
