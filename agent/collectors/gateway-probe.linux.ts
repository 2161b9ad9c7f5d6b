import { err, ok } from '../../shared/domain/result.ts';
import type { Fact } from '../collector.ts';
import type { Host } from '../host/host.ts';
import { readFact } from './facts.ts';
import { parseRoutes } from './routes.linux.ts';
import { words } from './text.ts';

export type GatewayProbe = { readonly isReachable: boolean; readonly latencyMs?: number };

/** Routers answer this port or refuse it; both are an answer. */
const gatewayPort = 80;
const quickMs = 250;
/** Only a gateway that seems gone is asked again: ARP tries three times, one second apart. */
const patientMs = 3_500;

/**
 * Asks the IPv4 gateway for one TCP handshake. A router that drops the packet is still reachable when it answered ARP;
 * it is unreachable only when ARP itself went unanswered: silence alone proves nothing.
 */
export async function probeGateway(host: Host): Promise<Fact<GatewayProbe>> {
  const route = await readFact(host, '/proc/net/route', (text) => parseRoutes(text)[0]);
  if (!route.ok) return route;
  const { gateway } = route.value;
  const quick = await host.connect(gateway, gatewayPort, quickMs);
  if (quick.ok) return ok({ isReachable: true, latencyMs: quick.value });
  if ((await arpAnswered(host, gateway)) === true) return ok({ isReachable: true });
  const patient = await host.connect(gateway, gatewayPort, patientMs);
  if (patient.ok) return ok({ isReachable: true, latencyMs: patient.value });
  if (patient.error === 'unreachable') return ok({ isReachable: false });
  const answered = await arpAnswered(host, gateway);
  return answered === undefined ? err('timed-out') : ok({ isReachable: answered });
}

async function arpAnswered(host: Host, gateway: string): Promise<boolean | undefined> {
  const entry = await readFact(host, '/proc/net/arp', (text) => parseArpEntry(text, gateway));
  return entry.ok ? entry.value : undefined;
}

/** /proc/net/arp: flag 0x2 is a complete entry; undefined when the address is not in the table. */
export function parseArpEntry(text: string, address: string): boolean | undefined {
  for (const line of text.split('\n')) {
    const [entry, , flags] = words(line);
    if (entry === address && flags !== undefined) return (Number.parseInt(flags, 16) & 0x2) !== 0;
  }
  return undefined;
}
