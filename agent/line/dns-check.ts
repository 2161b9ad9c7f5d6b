import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { Host } from '../host/host.ts';
import type { Reach } from './line-state.ts';
import type { Try } from './statistics.ts';

/** Asked beside the machine's own: whether a silence is the school's name server's or the line's. */
export const publicResolver = '1.1.1.1';

const timeoutMs = 2_000;

/** Reserved for such use (RFC 2606 §3). */
const reservedZone = 'example.com';

export type ResolverTry = { readonly server: string; readonly time: Try };

/** One question to each server, of a name that no cache can hold: that nothing has this name is an answer. */
export async function tryResolvers(
  host: Pick<Host, 'resolve'>,
  servers: readonly string[],
  brokerName: string,
): Promise<ResolverTry[]> {
  const zone = isIP(brokerName) === 0 && brokerName.includes('.') ? brokerName : reservedZone;
  return await Promise.all(
    servers.map(async (server) => {
      const name = `sd-${randomBytes(6).toString('hex')}.${zone}`;
      const answered = await host.resolve({ server, name, type: 'A', timeoutMs });
      return { server, time: answered.ok ? answered.value.ms : null };
    }),
  );
}

/** Names are found where one server of the machine's own answers; the public one only stands in where it has none. */
export function dnsReach(tries: readonly ResolverTry[], own: readonly string[]): Reach {
  const decisive = own.length === 0 ? tries : tries.filter(({ server }) => own.includes(server));
  if (decisive.length === 0) return 'unknown';
  return decisive.some(({ time }) => time !== null) ? 'ok' : 'bad';
}
