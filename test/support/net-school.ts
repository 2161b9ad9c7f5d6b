import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { parse } from 'smol-toml';
import type { TestContext } from 'vitest';
import { askRunningBroker } from '../../broker/control/control-client.ts';
import { controlPath } from '../../broker/control/control-path.ts';
import type { QueryBody, QueryKind, QueryParams } from '../../shared/contract/query.ts';
import { runDone, runHere } from './broker-process.ts';
import { eventually } from './eventually.ts';
import { type NetLab, type NetNamespace, openNetLab } from './net-namespace.ts';
import type { Resources } from './resources.ts';
import { requireTool } from './tools.ts';

const root = join(import.meta.dirname, '../..');
const gateway = '192.168.1.1';
const brokerHost = '203.0.113.10';
const resolver = '203.0.113.53';
/** On the other side: the broker, the resolver of the provider, and the anchors that are shipped. */
const internetAddresses = [brokerHost, resolver, '1.1.1.1', '8.8.8.8'];

/** Two providers of Vietnam by their address blocks; the far end of each is the first hop. */
export const uplinks = {
  vnpt: { isp: 'VNPT', own: '113.160.10.2', far: '113.160.10.1' },
  viettel: { isp: 'Viettel', own: '171.224.20.2', far: '171.224.20.1' },
} as const;
export type UplinkName = keyof typeof uplinks;

type Uplink = { readonly device: string; readonly farDevice: string };

/**
 * A school of two computers behind a router that translates addresses, one or two providers, and an Internet with a real
 * broker, a name server and the anchors: each a network of its own, each program the real one.
 */
export type NetSchool = {
  readonly router: NetNamespace;
  readonly internet: NetNamespace;
  readonly uplink: (name: UplinkName) => Uplink;
  readonly echoPort: number;
  /** The router's way out: these providers, at the same rate; none is a cut. */
  readonly routeOver: (...names: readonly UplinkName[]) => void;
  readonly dns: ChildProcess;
  readonly ask: <K extends QueryKind>(kind: K, params: QueryParams<K>) => Promise<readonly QueryBody<K>[]>;
  /** Starts both agents; those that ran are stopped before, and hand over what they measured. */
  readonly startAgents: () => Promise<void>;
  /** What was stored of the line's checks: gateway, first hop, broker, internet, DNS, quality, as letters; seen from where. */
  readonly checks: () => readonly StoredCheck[];
};

type StoredCheck = { readonly result: string; readonly address: string | null };

export async function openNetSchool(
  context: TestContext,
  resources: Resources,
  names: readonly UplinkName[],
): Promise<NetSchool> {
  requireTool(context, 'nft');
  const lab = openNetLab(context, resources);
  const [router, internet] = [lab.namespace('router'), lab.namespace('net')];
  const computers = [lab.namespace('pc1'), lab.namespace('pc2')];
  layLan(lab, router, computers);
  for (const address of internetAddresses) internet.run('ip', 'address', 'add', `${address}/32`, 'dev', 'lo');
  const laid = new Map(names.map((name) => [name, layUplink(lab, { router, internet }, name)]));
  router.run('sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv4.fib_multipath_hash_policy=1');
  const routeOver = (...over: readonly UplinkName[]): void => {
    const hops = over.flatMap((name) => ['nexthop', 'via', uplinks[name].far]);
    const way = over.length === 0 ? ['blackhole', 'default'] : ['default', ...hops];
    router.run('ip', 'route', 'replace', ...way);
  };
  routeOver(...names);
  const dns = await startDns(internet);
  const { data, echoPort } = await startBroker(resources, internet);
  const ask: NetSchool['ask'] = async (kind, params) => {
    const answer = await askRunningBroker(controlPath(data), kind, params);
    if (!answer.ok) throw new Error(`${kind}: ${JSON.stringify(answer.error)}`);
    return answer.value;
  };
  await openSchool(resources, data, ask, names);
  const startAgents = await joinComputers(resources, data, computers);
  return {
    ...{ router, internet, echoPort, routeOver, dns, ask, startAgents },
    uplink: (name) => laid.get(name) ?? { device: '', farDevice: '' },
    checks: () => readChecks(data),
  };
}

function layLan(lab: NetLab, router: NetNamespace, computers: readonly NetNamespace[]): void {
  router.run('ip', 'link', 'add', 'lan', 'type', 'bridge');
  router.run('ip', 'address', 'add', `${gateway}/24`, 'dev', 'lan');
  router.run('ip', 'link', 'set', 'lan', 'up');
  computers.forEach((computer, n) => {
    const ends = lab.cable(router, computer);
    router.run('ip', 'link', 'set', ends.a, 'master', 'lan');
    computer.run('ip', 'address', 'add', `192.168.1.${11 + n}/24`, 'dev', ends.b);
    computer.run('ip', 'route', 'add', 'default', 'via', gateway);
  });
  router.run('nft', 'add', 'table', 'ip', 'nat');
  const chain = (name: string, hook: string): string =>
    router.run('nft', `add chain ip nat ${name} { ${hook} ; }`);
  chain('out', 'type nat hook postrouting priority 100');
  chain('in', 'type nat hook prerouting priority -100');
}

function layUplink(
  lab: NetLab,
  ends: { readonly router: NetNamespace; readonly internet: NetNamespace },
  name: UplinkName,
): Uplink {
  const { own, far } = uplinks[name];
  const { a: device, b: farDevice } = lab.cable(ends.router, ends.internet);
  ends.router.run('ip', 'address', 'add', `${own}/30`, 'dev', device);
  ends.internet.run('ip', 'address', 'add', `${far}/30`, 'dev', farDevice);
  ends.router.run('nft', `add rule ip nat out oifname ${device} masquerade`);
  return { device, farDevice };
}

/** Knows no name, which is an answer. */
async function startDns(internet: NetNamespace): Promise<ChildProcess> {
  const script = `
    const socket = require('node:dgram').createSocket('udp4');
    socket.on('message', (question, from) => {
      const answer = Buffer.from(question);
      answer.writeUInt16BE(0x8183, 2);
      socket.send(answer, from.port, from.address);
    });
    socket.bind(53, '0.0.0.0', () => console.log('listening'));
  `;
  // From the address that was asked, which a socket for all of them does not see to: one for each.
  const each = [resolver, '1.1.1.1'].map((address) => script.replace('0.0.0.0', address));
  const child = internet.spawn(process.execPath, ['-e', each.map((one) => `{${one}}`).join('\n')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout ?? child, 'data');
  return child;
}

async function startBroker(resources: Resources, internet: NetNamespace) {
  const data = join(await resources.folder(), 'data');
  const init = await runHere(['init', '--data', data, '--host', brokerHost, '--free-ports']);
  if (init.status !== 0) throw new Error(init.stderr);
  const child = internet.spawn(process.execPath, [join(root, 'broker/main.ts'), 'serve', '--data', data], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr ?? process.stdin }).on('line', (line) => {
      if (line.includes('"measuring"')) resolve();
    });
    child.once('exit', () => reject(new Error('the broker ended')));
  });
  const { echoPort } = parse(readFileSync(join(data, 'broker.toml'), 'utf8'));
  return { data, echoPort: Number(echoPort) };
}

/** One school with its lines entered; shared services are no part of this. */
async function openSchool(
  resources: Resources,
  data: string,
  ask: NetSchool['ask'],
  names: readonly UplinkName[],
): Promise<void> {
  const roster = join(await resources.folder(), 'roster.csv');
  writeFileSync(roster, 'school_code,school_name,level\nS1,TH Kim Đồng,TH\n');
  await runDone(data, 'roster', 'import', roster);
  for (const [n, name] of names.entries()) {
    const { isp } = uplinks[name];
    const duty = n === 0 ? 'main' : 'parallel';
    await ask('lineSet', { lineId: `S1-${name}`, schoolCode: 'S1', isp, medium: 'fibre', duty });
  }
  const [listed] = await ask('serviceList', {});
  for (const { service, name, url } of listed?.services ?? [])
    if (url !== null) await ask('serviceSet', { service, name, url, state: 'retired' });
}

/** Physical machines with the name server of their provider: in what only their own processes see. */
async function joinComputers(
  resources: Resources,
  data: string,
  computers: readonly NetNamespace[],
): Promise<() => Promise<void>> {
  const folder = await resources.folder();
  const files = { cpuinfo: join(folder, 'cpuinfo'), resolv: join(folder, 'resolv.conf') };
  writeFileSync(files.cpuinfo, readFileSync('/proc/cpuinfo', 'utf8').replaceAll(' hypervisor', ''));
  writeFileSync(files.resolv, `nameserver ${resolver}\n`);
  const dressed = `mount --bind ${files.cpuinfo} /proc/cpuinfo && mount --bind ${files.resolv} /etc/resolv.conf && exec "$@"`;
  const agent = (computer: NetNamespace, n: number, ...args: readonly string[]): ChildProcess => {
    const program = [
      process.execPath,
      join(root, 'agent/main.ts'),
      ...args,
      '--state',
      join(folder, `pc${n}`),
    ];
    return computer.spawn('sh', ['-c', dressed, 'sh', ...program], { stdio: ['pipe', 'ignore', 'inherit'] });
  };
  const token = await runDone(data, 'token', '--school', 'S1', '--role', 'student', '--uses', '9');
  for (const [n, computer] of computers.entries()) {
    const joining = agent(computer, n, 'join', '-');
    joining.stdin?.end(token);
    const [status] = await once(joining, 'exit');
    if (status !== 0) throw new Error(`joining ended with ${status}`);
  }
  let running: ChildProcess[] = [];
  return async () => {
    for (const child of running) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    running = computers.map((computer, n) => agent(computer, n, 'run', '--at-once', '--log-level', 'error'));
  };
}

function readChecks(data: string): StoredCheck[] {
  const database = new DatabaseSync(join(data, 'schooldrum.db'), { readOnly: true });
  try {
    const rows = database.prepare('SELECT result, address FROM line_run ORDER BY from_at, id').all();
    return rows.map(({ result, address }) => ({
      result: String(result),
      address: address === null ? null : String(address),
    }));
  } finally {
    database.close();
  }
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

/** Waits until each of the lines has its prober; gives the rows. */
export function untilProbed(school: NetSchool, lines: number) {
  return eventually(async () => {
    const [listed] = await school.ask('lineList', {});
    const rows = listed?.lines ?? [];
    return rows.length === lines && rows.every(({ proberId }) => proberId !== null) ? rows : undefined;
  }, 90_000);
}
