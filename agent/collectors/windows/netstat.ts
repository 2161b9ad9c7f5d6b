import type { Facts } from '../../../shared/contract/readings.ts';
import { words } from '../text.ts';

type Listener = NonNullable<Facts['exposure']['listeners']>[number];

const maxListeners = 512;

/**
 * From here on Windows gives ports to programs that asked for any (RFC 6335 §6): of UDP these are clients, of TCP, where nobody
 * else can reach them, parts of a program that talk to each other. Both come and go with what is open on the screen.
 */
const dynamicPorts = 49_152;

/** Never seen: `netstat` of a Vietnamese Windows. Foreign addresses of a TCP socket that listens; the word for its state is in the language of Windows. */
const anyPeer = new Set(['0.0.0.0:0', '[::]:0']);

/**
 * Listeners of `netstat -ano`, by numeric columns alone, one for each protocol and port. Undefined when nothing listens: on
 * Windows something always does, so that says that it was not told.
 */
export function parseNetstat(text: string): Listener[] | undefined {
  const found = new Map<string, Listener>();
  for (const line of text.split(/\r?\n/)) {
    const socket = socketOf(line);
    if (socket?.isListening !== true) continue;
    const { protocol, port, isLoopbackOnly } = socket;
    const key = `${protocol} ${port}`;
    const before = found.get(key);
    found.set(key, {
      protocol,
      port,
      isLoopbackOnly: isLoopbackOnly && before?.isLoopbackOnly !== false,
    });
  }
  if (found.size === 0) return undefined;
  return [...found.values()]
    .filter(({ port, isLoopbackOnly }) => port < dynamicPorts || isLoopbackOnly !== true)
    .sort((left, right) => left.protocol.localeCompare(right.protocol) || left.port - right.port)
    .slice(0, maxListeners);
}

function socketOf(line: string): (Listener & { readonly isListening: boolean }) | undefined {
  const [name, local, foreign] = words(line.slice(0, 512));
  const protocol = name === 'TCP' ? 'tcp' : name === 'UDP' ? 'udp' : undefined;
  const [, address, digits] = /^(\[[0-9a-f:.%]+\]|[0-9.]+):(\d{1,5})$/i.exec(local ?? '') ?? [];
  const port = Number(digits);
  if (protocol === undefined || address === undefined || foreign === undefined) return undefined;
  if (port < 1 || port > 65_535) return undefined;
  const isListening = protocol === 'tcp' ? anyPeer.has(foreign) : port < dynamicPorts;
  return { protocol, port, isLoopbackOnly: isLoopback(address), isListening };
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '[::1]' || /^\[::ffff:127\./i.test(address);
}
