import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import type { LessonHours } from '../domain/probe/lesson.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import lessons from './lessons.json' with { type: 'json' };

const minuteOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .transform((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));

const lessonsSchema = z.object({
  hours: z
    .array(z.object({ from: minuteOfDay, to: minuteOfDay, status: z.enum(ruleStatuses), ...source }))
    .max(8)
    .refine((hours) => hours.every(({ from, to }) => from < to), 'from is not before to'),
});

/** When schools teach on a school day. */
export function shippedLessonHours(): LessonHours {
  return lessonsSchema.parse(lessons).hours.map(({ from, to }) => ({ fromMinute: from, toMinute: to }));
}
