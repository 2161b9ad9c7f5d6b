import { play } from '../../tools/scenario/play.ts';
import { readPlan } from '../../tools/scenario/read-plan.ts';
import type { Case } from './case.ts';
import { differences, expectedOf } from './expectation.ts';

/** Plays a case; says what is wrong with what was told of it. */
export async function judge({ scenario, expect }: Case): Promise<string[]> {
  const plan = readPlan(scenario);
  if (!plan.ok) throw new Error(`${plan.error.path}: ${plan.error.message}`);
  const told = await play(plan.value, { say: () => {} });
  return differences(expect ?? expectedOf(plan.value), told);
}
