import { z } from 'zod';
import { deadline } from '../contract/register-rows.ts';
import type { Deadline } from '../domain/snapshot/register.ts';
import deadlines from './deadlines.json' with { type: 'json' };

/**
 * Deadlines that the letters of some provinces name: guidance, since every province sets its own (the letters contradict each
 * other). What was due to the abolished district level is due to the commune. Throws only if the shipped file is wrong.
 */
export function shippedDeadlines(): readonly Deadline[] {
  return z
    .array(deadline.extend({ status: z.literal('guidance') }))
    .parse(deadlines)
    .map(({ status: _, ...row }) => row);
}
