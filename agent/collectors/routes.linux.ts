import { words } from './text.ts';

export type DefaultRoute = { readonly gateway: string; readonly interfaceName: string };

type Candidate = DefaultRoute & { readonly metric: number };

const usesGateway = 0x2;
const maxNameLength = 64;

/** IPv4 default routes of /proc/net/route, best metric first. Addresses there are hex in the machine's byte order. */
export function parseRoutes(text: string): DefaultRoute[] {
  const routes: Candidate[] = [];
  for (const line of text.split('\n')) {
    const [name, destination, gateway, flags, , , metric, mask] = words(line);
    if (name === undefined || destination !== '00000000' || mask !== '00000000') continue;
    const address = ipv4OfHex(gateway ?? '');
    if (address === undefined || (Number.parseInt(flags ?? '', 16) & usesGateway) === 0) continue;
    routes.push({
      gateway: address,
      interfaceName: name.slice(0, maxNameLength),
      metric: Number(metric) || 0,
    });
  }
  return byMetric(routes);
}

/** IPv6 default routes of /proc/net/ipv6_route, best metric first. */
export function parseIpv6Routes(text: string): DefaultRoute[] {
  const routes: Candidate[] = [];
  for (const line of text.split('\n')) {
    const [destination, prefix, , , gateway, metric, , , flags, name] = words(line);
    if (!/^0{32}$/.test(destination ?? '') || prefix !== '00' || name === undefined) continue;
    const address = ipv6OfHex(gateway ?? '');
    if (address === undefined || (Number.parseInt(flags ?? '', 16) & usesGateway) === 0) continue;
    routes.push({
      gateway: address,
      interfaceName: name.slice(0, maxNameLength),
      metric: Number.parseInt(metric ?? '', 16) || 0,
    });
  }
  return byMetric(routes);
}

function byMetric(routes: Candidate[]): DefaultRoute[] {
  return routes
    .sort((a, b) => a.metric - b.metric)
    .map(({ gateway, interfaceName }) => ({ gateway, interfaceName }));
}

function ipv4OfHex(hex: string): string | undefined {
  if (!/^[0-9a-f]{8}$/i.test(hex)) return undefined;
  return [...Buffer.from(hex, 'hex')].reverse().join('.');
}

/** 32 hex digits in network order, such as /proc/net/if_inet6 has them, as the shortest usual text. */
export function ipv6OfHex(hex: string): string | undefined {
  if (!/^[0-9a-f]{32}$/i.test(hex)) return undefined;
  // The URL standard prescribes RFC 5952 for the address of a host.
  return new URL(`http://[${hex.replace(/(.{4})(?=.)/g, '$1:')}]`).hostname.slice(1, -1);
}
