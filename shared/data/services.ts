import { z } from 'zod';
import { serviceEntry } from '../contract/line-rows.ts';
import { source } from '../contract/sourced.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import services from './services.json' with { type: 'json' };

const provenance = { status: z.enum(ruleStatuses), ...source };

/** `unset`: every province or school has its own; it is checked from when somebody enters its address. */
const serviceRow = z.discriminatedUnion('state', [
  serviceEntry.omit({ schoolCode: true }).extend({ state: z.enum(['active', 'retired']), ...provenance }),
  serviceEntry.omit({ schoolCode: true, url: true }).extend({ state: z.literal('unset'), ...provenance }),
]);
export type ShippedService = z.infer<typeof serviceRow>;

/** Shared services of schools as they are shipped, each with the letter or page that names it. */
export function shippedServices(): readonly ShippedService[] {
  return z.array(serviceRow).max(60).parse(services);
}
