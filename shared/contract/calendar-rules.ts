import { z } from 'zod';
import type { CalendarRules } from '../domain/calendar.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import { localText, source } from './sourced.ts';

function closure(day: z.ZodType<string>) {
  return z
    .object({ name: localText, from: day, to: day, status: z.enum(ruleStatuses), ...source })
    .refine((range) => range.from <= range.to, 'backwards');
}

const dayOfYear = z
  .string()
  .refine((value) => z.iso.date().safeParse(`2023-${value}`).success, 'not-month-day');

/** A school calendar as a file holds it: closures of every year and of single years, each named, sourced and dated. */
export const calendarSchema = z.object({
  utcOffsetMinutes: z.int().min(-720).max(840),
  saturdayIsSchoolDay: z.boolean(),
  yearly: z.array(closure(dayOfYear)).max(100),
  dated: z.array(closure(z.iso.date())).max(1_000),
}) satisfies z.ZodType<CalendarRules>;

export type CalendarTable = z.infer<typeof calendarSchema>;
