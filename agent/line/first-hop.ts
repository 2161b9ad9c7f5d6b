import { z } from 'zod';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Host } from '../host/host.ts';
import { inWindows } from '../host/windows-folder.ts';
import type { Outbox } from '../outbox.ts';
import { hasAnswer, type Reach, type TargetTries } from './line-state.ts';
import { ping } from './ping.ts';
import { routerPorts, tryMs } from './target.ts';
import type { WayOut } from './way-out.ts';

/** First router beyond the school's own, and how it can be asked; most providers' let no TCP in. */
const firstHop = z.object({
  address: z.string().max(64),
  method: z.enum(['tcp', 'ping']),
  /** 0 where it answers pings only. */
  port: z.int().min(0).max(65_535),
});
export type FirstHop = z.infer<typeof firstHop>;

const learnt = z.object({ gateway: z.string().max(64), at: z.number(), hop: firstHop.nullable() });
type Learnt = z.infer<typeof learnt>;

export type FirstHops = {
  readonly current: () => FirstHop | null;
  /** Learns it anew when that is due: after a week, or behind another gateway; after a day where none was found. */
  readonly refresh: (towards: string | undefined) => Promise<void>;
};

const stateKey = 'first-hop';
const weekMs = 7 * 86_400_000;
const dayMs = 86_400_000;
const maxHops = 4;
const pings = 2;
/** Of each distance: where one packet is lost the hop would be unknown for a day. */
const probes = '2';

/** Kept over restarts: learning it takes a child process of some seconds. */
export function createFirstHops(deps: {
  readonly host: Host;
  readonly clock: Clock;
  readonly outbox: Pick<Outbox, 'state' | 'setState'>;
  readonly wayOut: WayOut;
}): FirstHops {
  let known = recall(deps.outbox);
  return {
    current: () => known?.hop ?? null,
    refresh: async (towards) => {
      const gateway = await deps.wayOut.gateway();
      if (gateway === undefined || towards === undefined) return;
      const at = deps.clock.now();
      const validMs = known?.hop == null ? dayMs : weekMs;
      if (known?.gateway === gateway && known.at <= at && at - known.at < validMs) return;
      const hops = hopsBeyond(await traceHops(deps.host, towards), gateway, towards);
      known = { gateway, at, hop: await firstAnswering(deps.host, hops) };
      deps.outbox.setState({ [stateKey]: JSON.stringify(known) });
    },
  };
}

/** Silence of a hop that answers pings only is asked for where it tells something: while nothing beyond it answers. */
export async function hopReach(
  { host }: { readonly host: Host },
  hop: FirstHop | null,
  outside: readonly TargetTries[],
  isOutsideOk: boolean,
): Promise<{ readonly reach: Reach; readonly targets: readonly TargetTries[] }> {
  const tcp = outside.filter(({ kind }) => kind === 'first-hop');
  const [asked] = tcp;
  if (asked !== undefined) return { reach: hasAnswer(asked.tries) ? 'ok' : 'bad', targets: tcp };
  if (hop === null || isOutsideOk) return { reach: 'unknown', targets: [] };
  const { tries } = await ping(host, hop.address, pings);
  if (tries.length === 0) return { reach: 'unknown', targets: [] };
  const reach = hasAnswer(tries) ? 'ok' : 'bad';
  return { reach, targets: [{ kind: 'first-hop', address: hop.address, method: 'ping', tries }] };
}

/** Addresses by their distance; what a trace printed besides is words of any language. */
export function parseHops(printed: string): ReadonlyMap<number, string> {
  const hops = new Map<number, string>();
  for (const line of printed.split(/\r?\n/)) {
    const [, distance, rest = ''] = /^\s*(\d{1,2})\s+(.+)$/.exec(line) ?? [];
    const address = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/.exec(rest)?.[0];
    if (distance !== undefined && address !== undefined) hops.set(Number(distance), address);
  }
  return hops;
}

/**
 * Routers beyond the gateway, the provider's nearest first. 192.168/16 behind it, and a private network next to its own, is one more
 * router of the school (a terminal of the provider behind a router of its own, a firewall): those come last.
 */
export function hopsBeyond(hops: ReadonlyMap<number, string>, gateway: string, towards: string): string[] {
  const near = /^(?:10|172)\./.test(gateway) ? gateway.split('.', 2).join('.') : '192.168';
  const isSchool = (address: string): boolean =>
    address.startsWith('192.168.') || address.startsWith(`${near}.`);
  return [...hops]
    .filter(([distance, address]) => distance >= 2 && address !== gateway && address !== towards)
    .sort(([a, one], [b, other]) => Number(isSchool(one)) - Number(isSchool(other)) || a - b)
    .map(([, address]) => address);
}

async function traceHops(host: Host, towards: string): Promise<ReadonlyMap<number, string>> {
  const limits = { timeoutMs: 30_000, maxBytes: 16_384, encoding: 'latin1' as const };
  if (host.platform === 'windows') {
    const words = ['-d', '-h', String(maxHops), '-w', '1000', towards];
    const traced = await host.runToExit(inWindows(host, 'System32\\TRACERT.EXE'), words, limits);
    return traced.ok ? parseHops(traced.value.stdout) : new Map();
  }
  const program = host.platform === 'darwin' ? '/usr/sbin/traceroute' : 'traceroute';
  const words = ['-n', '-m', String(maxHops), '-q', probes, '-w', '1', towards];
  const traced = await host.runToExit(program, words, limits);
  if (traced.ok) return parseHops(traced.value.stdout);
  return host.platform === 'linux' ? await pingHops(host, towards) : new Map();
}

/** Where no traceroute is installed: a ping that may go so far only, and the address of the router that ended it. */
async function pingHops(host: Host, towards: string): Promise<ReadonlyMap<number, string>> {
  const hops = new Map<number, string>();
  for (let distance = 2; distance <= maxHops - 1; distance += 1) {
    const words = ['-n', '-c', probes, '-W', '1', '-t', String(distance), towards];
    const asked = await host.runToExit('ping', words, { timeoutMs: 4_000, maxBytes: 16_384 });
    if (!asked.ok) break;
    // The first line names the target; the answer is one line below.
    const answer = asked.value.stdout.split('\n').slice(1).join('\n');
    const address = /(?:\d{1,3}\.){3}\d{1,3}/.exec(answer)?.[0];
    if (address !== undefined && address !== towards) hops.set(distance, address);
  }
  return hops;
}

/** The first that can be asked: one that is silent also on a line that is well would tell of an outage that is none. */
async function firstAnswering(host: Host, addresses: readonly string[]): Promise<FirstHop | null> {
  for (const address of addresses) {
    const asked = await Promise.all(
      routerPorts.map(async (port) => ({ port, answered: await host.connect(address, port, tryMs) })),
    );
    const open = asked.find(({ answered }) => answered.ok);
    if (open !== undefined) return { address, method: 'tcp', port: open.port };
    const { tries } = await ping(host, address, pings);
    if (hasAnswer(tries)) return { address, method: 'ping', port: 0 };
  }
  return null;
}

function recall(outbox: Pick<Outbox, 'state'>): Learnt | undefined {
  try {
    const checked = learnt.safeParse(JSON.parse(outbox.state(stateKey) ?? 'null'));
    return checked.success ? checked.data : undefined;
  } catch {
    return undefined;
  }
}
