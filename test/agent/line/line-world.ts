import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { NetworkAccess } from '../../../agent/host/network-port.ts';
import { createRealHost } from '../../../agent/host/real-host.ts';
import { createLineWatch, type LineWatch, type LineWatchDeps } from '../../../agent/line/line-watch.ts';
import { type Outbox, openOutbox } from '../../../agent/outbox.ts';
import { decode } from '../../../shared/contract/codec.ts';
import type { OrderBody } from '../../../shared/contract/order.ts';
import { type Report, report } from '../../../shared/contract/report.ts';
import { err, ok } from '../../../shared/domain/result.ts';
import { createManualClock, type ManualClock } from '../../../shared/runtime/clock.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { openRecordedHost, type RecordedHost, type RecordedMachine } from '../../support/recorded-host.ts';
import type { Resources } from '../../support/resources.ts';

/** A line watch on a recorded machine with a real network on loopback, and a clock that the test moves. */
export type LineWorld = {
  readonly watch: LineWatch;
  readonly clock: ManualClock;
  readonly host: RecordedHost;
  readonly outbox: Outbox;
  readonly reports: () => Report[];
  readonly reconnects: () => number;
  isConnected: boolean;
  isPersonal: boolean;
  /** Another process of the agent on the same disk. */
  readonly again: () => LineWatch;
};

export const worldStartMs = Date.UTC(2026, 10, 23, 1, 0);

/** What the sockets of this process really do; names are found by the server of the test alone. */
export function loopback(dnsPort = 1): NetworkAccess {
  const { connect, resolve, lookup, http, visit } = createRealHost();
  return {
    ...{ lookup, http, visit },
    connect: (address, port, timeoutMs) =>
      address.startsWith('127.') ? connect(address, port, timeoutMs) : Promise.resolve(err('timed-out')),
    // No router of this network is asked by a test.
    askByUdp: () => Promise.resolve(err('failed')),
    resolve: (question) => resolve({ ...question, server: `127.0.0.1:${dnsPort}` }),
  };
}

export async function openLineWorld(
  resources: Resources,
  machine: Partial<RecordedMachine> = {},
  over: Partial<LineWatchDeps> = {},
): Promise<LineWorld> {
  const clock = createManualClock(worldStartMs);
  const recorded = resources.closing(await openRecordedHost({ files: {}, network: loopback(), ...machine }));
  // At once, without the thread pool: a check whose network answers at once is over before the clock moves on.
  const resolvers = machine.files?.['/etc/resolv.conf'];
  const host: RecordedHost = {
    ...recorded,
    readText: (path, options) => {
      if (!path.endsWith('resolv.conf')) return recorded.readText(path, options);
      return Promise.resolve(resolvers === undefined ? err('not-found') : ok(resolvers));
    },
  };
  const folder = await resources.folder();
  const opened = openOutbox(createLog('test', 'error', { write: () => {} }), {
    path: `${folder}/outbox.db`,
    boot: randomBytes(8).toString('hex'),
    maxBytes: 1e6,
    maxMemoryBytes: 1e5,
  });
  if (!opened.ok) throw new Error(opened.error.code);
  const outbox = resources.closing(opened.value);
  let reconnects = 0;
  const make = (): LineWatch => {
    const watch = createLineWatch({
      ...{ clock, host, outbox },
      random: () => 0.5,
      log: createLog('test', 'error', { write: () => {} }),
      upSeconds: () => clock.monotonicMs() / 1000,
      brokerNow: clock.now,
      isPersonal: () => world.isPersonal,
      isConnected: () => world.isConnected,
      broker: () => undefined,
      ca: () => '',
      reconnect: () => {
        reconnects += 1;
      },
      onReport: () => {},
      ...over,
    });
    resources.defer(() => watch.stop());
    return watch;
  };
  const world: LineWorld = {
    watch: make(),
    ...{ clock, host, outbox },
    reports: () =>
      outbox.next(1_000, new Set()).map(({ payload }) => {
        const read = decode(payload, report);
        if (!read.ok) throw new Error(read.error.detail);
        return read.value;
      }),
    reconnects: () => reconnects,
    isConnected: true,
    isPersonal: false,
    again: make,
  };
  return world;
}

type Probe = Extract<OrderBody, { kind: 'probe' }>;

export function probeOrder(over: Partial<Probe> = {}): Probe {
  return {
    kind: 'probe',
    lineId: 'line-1',
    duty: 'prober',
    until: worldStartMs + 86_400_000,
    anchors: [],
    services: [],
    serviceEverySeconds: 900,
    servicePhaseSeconds: 0,
    badLatencyMs: 400,
    badLossPercent: 20,
    ...over,
  };
}

/** Accepts connections and says nothing; closed, its port answers with RST. */
export async function openSilentServer(
  resources: Resources,
  at = 0,
): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer((socket) => socket.on('error', () => {}));
  server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  resources.defer(() => server.close());
  return { port: (server.address() as AddressInfo).port, server };
}

/** An echo that says what `answer` tells it to. */
export async function openEcho(
  resources: Resources,
  answer: () => {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
): Promise<{ readonly host: string; readonly port: number; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.host}`);
    const { status, headers, body } = answer();
    response.writeHead(status, headers);
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  resources.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, asked };
}

export type DnsWorld = {
  readonly port: number;
  readonly asked: string[];
  mode: 'ok' | 'servfail' | 'silent';
};

/** A name server of RFC 1035: every name that begins with `sd-` is unknown, every other is at 127.0.0.1. */
export async function openNameServer(resources: Resources): Promise<DnsWorld> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const world: DnsWorld = { port: socket.address().port, asked: [], mode: 'ok' };
  socket.on('message', (query, { port, address }) => {
    const name = nameOf(query);
    world.asked.push(name);
    if (world.mode === 'silent') return;
    const isKnown =
      world.mode === 'ok' && !name.startsWith('sd-') && query.readUInt16BE(query.indexOf(0, 12) + 1) === 1;
    const code = world.mode === 'servfail' ? 2 : name.startsWith('sd-') ? 3 : 0;
    const questionEnd = query.indexOf(0, 12) + 5;
    const head = Buffer.from(query.subarray(0, questionEnd));
    head.writeUInt16BE(0x8180 | code, 2);
    head.writeUInt16BE(isKnown ? 1 : 0, 6);
    head.writeUInt32BE(0, 8);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
    socket.send(isKnown ? Buffer.concat([head, record]) : head, port, address);
  });
  resources.defer(() => socket.close());
  return world;
}

function nameOf(query: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; query[at] !== undefined && query[at] !== 0; at += 1 + (query[at] ?? 0)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)));
  }
  return labels.join('.');
}

/** Answers nothing, at once. */
export const quietNetwork: NetworkAccess = {
  connect: () => Promise.resolve(err('timed-out')),
  resolve: () => Promise.resolve(err('timed-out')),
  lookup: () => Promise.resolve(err('failed')),
  http: () => Promise.resolve(err('timed-out')),
  visit: () => Promise.resolve({ failedAt: 'tcp', detail: 'ETIMEDOUT' }),
  askByUdp: () => Promise.resolve(err('timed-out')),
};

/** /proc/net/route with one default route. */
export function gatewayRoute(gateway: string): string {
  const hex = Buffer.from(gateway.split('.').map(Number).reverse()).toString('hex');
  const titles = 'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask';
  return `${titles}\neth0\t00000000\t${hex}\t0003\t0\t0\t100\t00000000\n`;
}
