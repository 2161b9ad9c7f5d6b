import type { LineSample } from '../../shared/contract/line-facts.ts';
import type { Host } from '../host/host.ts';
import { passesWhole } from './ping.ts';

/** Payloads worth telling apart: Ethernet (1500), PPPoE (1492, RFC 2516 §7), and what tunnels leave. */
const payloads = [1472, 1464, 1452, 1372];
/** IPv4 and ICMP headers. */
const headerBytes = 28;

/** Largest packet that passes whole; nothing where pings are not answered. At most four small child processes. */
export async function measureMtu(
  host: Pick<Host, 'platform' | 'runToExit' | 'facts'>,
  towards: string | undefined,
): Promise<Pick<LineSample, 'mtuBytes'>> {
  if (towards === undefined) return {};
  for (const payload of payloads) {
    const passes = await passesWhole(host, towards, payload);
    if (passes === null) return {};
    if (passes) return { mtuBytes: payload + headerBytes };
  }
  return {};
}
