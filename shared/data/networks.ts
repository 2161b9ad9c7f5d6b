import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import { createNetworks, type Networks } from '../domain/line/networks.ts';
import table from './asn-vn.json' with { type: 'json' };
import { shippedProviders } from './providers.ts';

/** First address, last address, number of the network: one row in one text keeps the table small. */
const range = z
  .string()
  .regex(/^[0-9a-f.:]+ [0-9a-f.:]+ \d+$/)
  .transform((row) => {
    const [first = '', last = '', asn] = row.split(' ');
    return { first, last, asn: Number(asn) };
  });

const networksSchema = z.object({
  ...source,
  integrity: z.string().startsWith('sha512-'),
  licence: z.literal('CC-BY-4.0'),
  attribution: z.string().min(1).max(500),
  ipv4: z.array(range).max(20_000),
  ipv6: z.array(range).max(20_000),
});

/** The table as it is shipped: scripts/asn-table.ts builds it. */
export function shippedNetworkTable(): z.infer<typeof networksSchema> {
  return networksSchema.parse(table);
}

/** Networks of Vietnam's providers, for addresses of both families. */
export function shippedNetworks(): Networks {
  const { ipv4, ipv6 } = shippedNetworkTable();
  const { providers, others } = shippedProviders();
  const names = new Map(others.map(({ asn, name }) => [asn, name]));
  return createNetworks([...ipv4, ...ipv6], providers, names);
}
