import type { Facts } from '../../shared/contract/readings.ts';
import { words } from './text.ts';

export type Listener = NonNullable<Facts['exposure']['listeners']>[number];
export type PortRange = { readonly first: number; readonly last: number };

const maxListeners = 512;
/** Socket states of the kernel (include/net/tcp_states.h): TCP listening, UDP not connected. */
const waiting = { tcp: '0A', udp: '07' } as const;

/** /proc/net/{tcp,tcp6,udp,udp6}: the sockets that wait for someone to come. */
export function parseSockets(text: string, protocol: 'tcp' | 'udp'): Listener[] {
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state] = words(line);
    const [address = '', portHex = ''] = local.split(':');
    if (state !== waiting[protocol] || !/^([0-9A-F]{8}|[0-9A-F]{32})$/.test(address)) return [];
    const port = /^[0-9A-F]{4}$/.test(portHex) ? Number.parseInt(portHex, 16) : 0;
    return port === 0 ? [] : [{ protocol, port, isLoopbackOnly: isLoopback(address) }];
  });
}

/** Words of four bytes, each in the machine's (little-endian) order: 127.0.0.0/8, ::1, and IPv4 mapped into IPv6. */
function isLoopback(hex: string): boolean {
  if (hex.length === 8) return hex.endsWith('7F');
  if (hex === '00000000000000000000000001000000') return true;
  return hex.startsWith('0000000000000000FFFF0000') && hex.endsWith('7F');
}

/**
 * One entry for each protocol and port, in order; loopback only when every socket of it is.
 * UDP ports that the kernel hands out are clients waiting for an answer: they change by the minute and serve no one.
 */
export function mergeListeners(sockets: readonly Listener[], handedOut: PortRange | undefined): Listener[] {
  const merged = new Map<string, Listener>();
  for (const socket of sockets) {
    const { protocol, port } = socket;
    const isClient = handedOut !== undefined && port >= handedOut.first && port <= handedOut.last;
    if (protocol === 'udp' && isClient) continue;
    const other = merged.get(`${protocol}${port}`);
    const isLoopbackOnly = socket.isLoopbackOnly && (other?.isLoopbackOnly ?? true);
    merged.set(`${protocol}${port}`, { protocol, port, isLoopbackOnly });
  }
  return [...merged.values()]
    .sort((a, b) => (a.protocol === b.protocol ? a.port - b.port : a.protocol < b.protocol ? -1 : 1))
    .slice(0, maxListeners);
}

/** /proc/sys/net/ipv4/ip_local_port_range. */
export function parsePortRange(text: string): PortRange | undefined {
  const [first, last] = words(text).map(Number);
  if (first === undefined || last === undefined || !(first <= last)) return undefined;
  return { first, last };
}
