import type { Clock } from '../../shared/runtime/clock.ts';
import { parseNameservers } from '../collectors/network.linux.ts';
import { parseRoutes } from '../collectors/routes.linux.ts';
import { readNetworkSettings } from '../collectors/windows/network-settings.ts';
import type { Host } from '../host/host.ts';

/** Where packets leave this machine's network. */
export type WayOut = {
  /** IPv4 address of the default route; undefined where there is none, or it is not known. */
  readonly gateway: () => Promise<string | undefined>;
  /** There was one since this process started. */
  readonly hadGateway: () => boolean;
  /** Name servers as the machine is told to use them; a stub of its own is followed to what it asks. */
  readonly resolvers: () => Promise<readonly string[]>;
};

const rememberedMs = 6 * 3_600_000;
const retryMs = 15 * 60_000;
const maxResolvers = 4;
const ipv4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;

/**
 * On Linux the route stands in a file that costs nothing to read. Elsewhere a child process tells it: it is remembered for six
 * hours, or until the machine's own addresses change.
 */
export function createWayOut(deps: { readonly host: Host; readonly clock: Clock }): WayOut {
  const { host, clock } = deps;
  let kept:
    | { readonly addresses: string; readonly untilMs: number; readonly gateway: string | undefined }
    | undefined;
  let hadGateway = false;
  const remembered = async (): Promise<string | undefined> => {
    const addresses = ownAddresses(host);
    if (kept?.addresses === addresses && clock.monotonicMs() < kept.untilMs) return kept.gateway;
    const gateway = await askedGateway(host);
    const validMs = gateway === undefined ? retryMs : rememberedMs;
    kept = { addresses, untilMs: clock.monotonicMs() + validMs, gateway };
    return gateway;
  };
  return {
    gateway: async () => {
      const gateway = host.platform === 'linux' ? await linuxGateway(host) : await remembered();
      hadGateway ||= gateway !== undefined;
      return gateway;
    },
    hadGateway: () => hadGateway,
    resolvers: async () => {
      const listed = host.platform === 'linux' ? await linuxResolvers(host) : host.facts().dnsServers;
      return listed.filter((server) => !isNotAsked(server)).slice(0, maxResolvers);
    },
  };
}

async function linuxGateway(host: Host): Promise<string | undefined> {
  const table = await host.readText('/proc/net/route');
  return table.ok ? parseRoutes(table.value)[0]?.gateway : undefined;
}

/** resolv.conf(5); where it names only the local stub of systemd-resolved, that daemon's own list. */
async function linuxResolvers(host: Host): Promise<readonly string[]> {
  for (const path of ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf']) {
    const text = await host.readText(path);
    const servers = text.ok ? (parseNameservers(text.value) ?? []) : [];
    if (servers.some((server) => !isNotAsked(server))) return servers;
  }
  return [];
}

async function askedGateway(host: Host): Promise<string | undefined> {
  if (host.platform === 'windows') {
    const settings = await readNetworkSettings(host);
    return settings.ok ? settings.value.gateway : undefined;
  }
  if (host.platform !== 'darwin') return undefined;
  const limits = { timeoutMs: 3_000, maxBytes: 16_384 };
  const answer = await host.runToExit('/sbin/route', ['-n', 'get', 'default'], limits);
  const gateway = answer.ok ? /^\s*gateway:\s*(\S+)/m.exec(answer.value.stdout)?.[1] : undefined;
  return gateway !== undefined && ipv4.test(gateway) ? gateway : undefined;
}

/**
 * Loopback stubs say nothing of the network; fec0::/10 is what Windows lists where it has no server. A link-local one, as routers
 * announce themselves over IPv6, cannot be asked: the runtime drops the name of the link (measured), and then it has no way.
 */
function isNotAsked(server: string): boolean {
  return /^\[?(?:127\.|::1(?:\]|$)|fec0:|fe[89ab][0-9a-f]:)/i.test(server);
}

function ownAddresses(host: Host): string {
  const own = host.facts().interfaces.filter((entry) => !entry.isInternal && entry.family === 'ipv4');
  return own
    .map(({ address }) => address)
    .sort()
    .join(' ');
}
