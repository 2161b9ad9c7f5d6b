import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'vitest';
import { type NetNamespace, openNetLab } from './net-namespace.ts';
import { layRelay, type Relay } from './net-relay.ts';
import type { Resources } from './resources.ts';
import { requireTool } from './tools.ts';

const gateway = '192.168.1.1';
/** Of each machine. */
export const card = 'eth0';
export const brokerHost = '203.0.113.10';
/** Of the providers; the machines know both. */
export const resolvers = ['203.0.113.53', '203.0.113.54'] as const;
const publicResolver = '1.1.1.1';
/** On the other side: the broker, the name servers, and the anchors that are shipped. */
const internetAddresses = [brokerHost, ...resolvers, publicResolver, '8.8.8.8'];

/**
 * Providers of Vietnam by their address blocks. `far` of each is the first hop; `seen` is where its traffic comes from, which is
 * not the router's `own` where the provider shares its addresses (RFC 6598).
 */
export const uplinks = {
  vnpt: {
    ...{ isp: 'VNPT', own: '113.160.10.2', far: '113.160.10.1', seen: '113.160.10.2' },
    ...{ transit: '198.51.100.1', edge: '198.51.100.2' },
  },
  viettel: {
    ...{ isp: 'Viettel', own: '171.224.20.2', far: '171.224.20.1', seen: '171.224.20.2' },
    ...{ transit: '198.51.100.5', edge: '198.51.100.6' },
  },
  fpt: {
    ...{ isp: 'FPT', own: '100.64.10.2', far: '100.64.10.1', seen: '118.70.30.2' },
    ...{ transit: '198.51.100.9', edge: '198.51.100.10' },
  },
} as const;
export type UplinkName = keyof typeof uplinks;

type Ends = { readonly router: NetNamespace; readonly internet: NetNamespace };

/** One line: what happens on it, and what happens between its provider and the rest of the world. */
type Line = { readonly provider: NetNamespace; readonly access: Relay; readonly transit: Relay };

/** A school's network behind its router, its providers, and the Internet: each a namespace of its own. */
export type Network = Ends & {
  readonly computers: readonly NetNamespace[];
  readonly line: (name: UplinkName) => Line;
  /** The router's way out: these providers, at the same rate; none is a cut. */
  readonly routeOver: (...names: readonly UplinkName[]) => void;
  /** By their addresses. */
  readonly nameServers: ReadonlyMap<string, ChildProcess>;
};

/** Skips the test where namespaces, or the programs that lay them out, are missing. */
export async function layNetwork(
  context: TestContext,
  resources: Resources,
  plan: { readonly lines: readonly UplinkName[]; readonly computers: number },
): Promise<Network> {
  for (const tool of ['nft', 'socat']) requireTool(context, tool);
  const lab = openNetLab(context, resources);
  const [router, internet] = [lab.namespace('router'), lab.namespace('net')];
  const computers = Array.from({ length: plan.computers }, (_, n) => lab.namespace(`pc${n + 1}`));
  layRouter(router);
  computers.forEach((computer, n) => {
    const ends = lab.cable(router, computer);
    router.run('ip', 'link', 'set', ends.a, 'master', 'lan');
    computer.run('ip', 'link', 'set', ends.b, 'down');
    computer.run('ip', 'link', 'set', ends.b, 'name', card);
    computer.run('ip', 'link', 'set', card, 'up');
    computer.run('ip', 'address', 'add', `192.168.1.${11 + n}/24`, 'dev', card);
    computer.run('ip', 'route', 'add', 'default', 'via', gateway);
  });
  for (const address of internetAddresses) internet.run('ip', 'address', 'add', `${address}/32`, 'dev', 'lo');
  const lines = new Map<UplinkName, Line>();
  for (const name of plan.lines)
    lines.set(name, await layLine({ router, internet }, lab.namespace(name), name));
  const routeOver = (...over: readonly UplinkName[]): void => {
    const hops = over.flatMap((name) => ['nexthop', 'via', uplinks[name].far]);
    const way = over.length === 0 ? ['blackhole', 'default'] : ['default', ...hops];
    router.run('ip', 'route', 'replace', ...way);
  };
  routeOver(...plan.lines);
  const nameServers = new Map<string, ChildProcess>();
  for (const address of [...resolvers, publicResolver])
    nameServers.set(address, await startDns(internet, address));
  const line = (name: UplinkName): Line => {
    const found = lines.get(name);
    if (found === undefined) throw new Error(`no line of ${name}`);
    return found;
  };
  return { router, internet, computers, line, routeOver, nameServers };
}

function layRouter(router: NetNamespace): void {
  router.run('ip', 'link', 'add', 'lan', 'type', 'bridge');
  router.run('ip', 'address', 'add', `${gateway}/24`, 'dev', 'lan');
  router.run('ip', 'link', 'set', 'lan', 'up');
  router.run('sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv4.fib_multipath_hash_policy=1');
  openNat(router);
}

function openNat(namespace: NetNamespace): void {
  namespace.run('nft', 'add', 'table', 'ip', 'nat');
  const chain = (name: string, hook: string): string =>
    namespace.run('nft', `add chain ip nat ${name} { ${hook} ; }`);
  chain('out', 'type nat hook postrouting priority 100');
  chain('in', 'type nat hook prerouting priority -100');
}

async function layLine({ router, internet }: Ends, provider: NetNamespace, name: UplinkName): Promise<Line> {
  const { own, far, seen, transit, edge } = uplinks[name];
  const index = 2 * Object.keys(uplinks).indexOf(name);
  const access = await layRelay(router, provider, index);
  router.run('ip', 'address', 'add', `${own}/30`, 'dev', access.near);
  provider.run('ip', 'address', 'add', `${far}/30`, 'dev', access.far);
  router.run('nft', `add rule ip nat out oifname ${access.near} masquerade`);
  const beyond = await layRelay(provider, internet, index + 1);
  provider.run('sysctl', '-qw', 'net.ipv4.ip_forward=1');
  provider.run('ip', 'address', 'add', `${transit}/30`, 'dev', beyond.near);
  provider.run('ip', 'route', 'add', 'default', 'via', edge);
  internet.run('ip', 'address', 'add', `${edge}/30`, 'dev', beyond.far);
  internet.run('ip', 'route', 'add', `${seen}/32`, 'via', transit);
  if (seen !== own) {
    openNat(provider);
    provider.run('nft', `add rule ip nat out oifname ${beyond.near} snat to ${seen}`);
  }
  return { provider, access, transit: beyond };
}

/** Knows no name, which is an answer; from the address that was asked. */
async function startDns(internet: NetNamespace, address: string): Promise<ChildProcess> {
  const script = `
    const socket = require('node:dgram').createSocket('udp4');
    socket.on('message', (question, from) => {
      const answer = Buffer.from(question);
      answer.writeUInt16BE(0x8183, 2);
      socket.send(answer, from.port, from.address);
    });
    socket.bind(53, '${address}', () => console.log('listening'));
  `;
  const child = internet.spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout ?? child, 'data');
  return child;
}

/** Traffic of others: so many kilobits a second to the school, from the Internet's end of a line. */
export function startFlood(internet: NetNamespace, name: UplinkName, kilobits: number): ChildProcess {
  const packetBytes = 1_250;
  const script = `
    const socket = require('node:dgram').createSocket('udp4');
    const packet = Buffer.alloc(${packetBytes});
    const startedMs = performance.now();
    let sent = 0;
    setInterval(() => {
      const due = ((performance.now() - startedMs) * ${kilobits}) / ${packetBytes * 8};
      for (; sent < due; sent += 1) socket.send(packet, 9, '${uplinks[name].own}');
    }, 5);
    socket.on('error', () => {});
  `;
  return internet.spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
}

/** A portal in the router: whatever is asked over plain HTTP at this port, it is asked to log on. */
export async function startPortal(router: NetNamespace, port: number): Promise<ChildProcess> {
  const script = `
    require('node:http')
      .createServer((request, response) => response.writeHead(302, { location: 'http://portal.lan/login' }).end())
      .listen(8079, '0.0.0.0', () => console.log('listening'));
  `;
  const child = router.spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout ?? child, 'data');
  router.run('nft', `add rule ip nat in iifname lan tcp dport ${port} redirect to :8079`);
  return child;
}
