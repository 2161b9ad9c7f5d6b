import { isIPv6 } from 'node:net';
import type { LineSample } from '../../shared/contract/line-facts.ts';
import type { Host } from '../host/host.ts';
import type { Endpoint } from './echo.ts';
import type { Names } from './names.ts';

const connectMs = 3_000;

/** 2000::/3 (RFC 4291 §2.4), without what only looks global: 6to4 and Teredo are tunnels over IPv4. */
const global = /^[23][0-9a-f]{3}:/i;
const tunnelled = /^(?:2002:|2001:0{0,4}:)/i;

/** Whether this machine has an address of IPv6 beyond its network, and none of IPv4 but what it gave itself (RFC 3927). */
export function hasOnlySix(host: Pick<Host, 'facts'>): boolean {
  const own = host.facts().interfaces.filter(({ isInternal }) => !isInternal);
  const hasFour = own.some(({ family, address }) => family === 'ipv4' && !address.startsWith('169.254.'));
  return !hasFour && own.some(({ address }) => isGlobal(address));
}

function isGlobal(address: string): boolean {
  return global.test(address) && !tunnelled.test(address);
}

/** Whether this machine has IPv6 beyond its network, and reaches the broker by it where the broker's name has such an address. */
export async function checkIpv6(deps: {
  readonly host: Pick<Host, 'facts' | 'connect'>;
  readonly names: Names;
  readonly broker: () => Endpoint | undefined;
}): Promise<Pick<LineSample, 'ipv6'>> {
  const hasGlobalAddress = deps.host
    .facts()
    .interfaces.some(({ isInternal, address }) => !isInternal && isGlobal(address));
  const broker = deps.broker();
  if (!hasGlobalAddress || broker === undefined) return { ipv6: { hasGlobalAddress } };
  const address = (await deps.names.addressesOf(broker.host)).find(isIPv6);
  if (address === undefined) return { ipv6: { hasGlobalAddress } };
  const reached = await deps.host.connect(address, broker.port, connectMs);
  return { ipv6: { hasGlobalAddress, isBrokerReachable: reached.ok } };
}
