import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import providers from './providers.json' with { type: 'json' };

const asn = z.int().min(1).max(4_294_967_295);
const name = z.string().min(1).max(64);

const providersSchema = z.object({
  providers: z
    .array(z.object({ name, aliases: z.array(name).max(20), asns: z.array(asn).min(1).max(20) }))
    .max(200),
  /** Networks that sell schools no lines, by name alone. */
  others: z.array(z.object({ asn, name })).max(500),
  status: z.enum(ruleStatuses),
  ...source,
});

/** Vietnamese providers of lines, as schools write them, and their networks. */
export function shippedProviders(): z.infer<typeof providersSchema> {
  return providersSchema.parse(providers);
}
