import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { openNdt7Server } from '../../broker/http/ndt7/ndt7-server.ts';
import { type Lease, signTicket } from '../../broker/http/ndt7/ticket.ts';
import { type Ndt7Direction, ndt7Path, ndt7Subprotocol } from '../../shared/contract/ndt7.ts';
import { type Clock, createSystemClock } from '../../shared/runtime/clock.ts';
import { createBrokerPki } from './broker-pki.ts';
import type { Resources } from './resources.ts';

/** Our ndt7 server on this machine, and tickets for it. */
export type Ndt7Rig = {
  readonly port: number;
  readonly serverUrl: string;
  readonly caPem: string;
  readonly ticket: (lease?: Partial<Lease>) => string;
  /** What the server counted of each direction that is over: lease and bytes of the line. */
  readonly tested: readonly (readonly [leaseId: string, lineBytes: number])[];
};

export async function openNdt7Rig(
  resources: Resources,
  { host = '127.0.0.1', maxTests = 4 }: { readonly host?: string; readonly maxTests?: number } = {},
): Promise<Ndt7Rig> {
  const pki = await createBrokerPki();
  const { key: keyPem, certificate: chainPem } = await pki.server();
  const key = randomBytes(32);
  const clock = createSystemClock();
  const credentials = { keyPem, chainPem };
  const counts: [string, number][] = [];
  const tested = (leaseId: string, lineBytes: number): void => void counts.push([leaseId, lineBytes]);
  const opened = await openNdt7Server({ clock, tested }, { host, port: 0, key, credentials, maxTests });
  if (!opened.ok) throw new Error(opened.error);
  const { port } = resources.closing(opened.value);
  let leases = 0;
  return {
    port,
    serverUrl: `wss://localhost:${port}`,
    caPem: pki.ca,
    tested: counts,
    ticket: (lease = {}) => {
      leases += 1;
      const until = clock.now() + 60_000;
      return signTicket(key, { leaseId: `lease-${leases}`, until, budgetBytes: 60_000_000, ...lease });
    },
  };
}

/** How a client of our server ended. */
export type Ended = { readonly code: number; readonly receivedBytes: number; readonly status?: number };

/** A client of its own manners: `behave` has the open socket. */
export function visit(
  rig: Pick<Ndt7Rig, 'port' | 'caPem'>,
  target: { readonly direction: Ndt7Direction; readonly ticket: string; readonly localAddress?: string },
  behave: (socket: WebSocket) => void = () => {},
): Promise<Ended> {
  const { direction, ticket, localAddress } = target;
  const url = `wss://localhost:${rig.port}${ndt7Path(direction)}?access_token=${ticket}`;
  const options = { ca: rig.caPem, perMessageDeflate: false, ...(localAddress && { localAddress }) };
  const socket = new WebSocket(url, ndt7Subprotocol, options);
  let receivedBytes = 0;
  return new Promise((resolve) => {
    socket.on('open', () => behave(socket));
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => {
      receivedBytes += data.length;
    });
    socket.on('unexpected-response', (request, { statusCode = 0 }) => {
      request.destroy();
      resolve({ code: 0, receivedBytes, status: statusCode });
    });
    socket.on('close', (code) => resolve({ code, receivedBytes }));
  });
}

/** A server of its own manners, without TLS; `behave` has every test that begins. */
export async function openStrangeServer(
  resources: Resources,
  behave: (socket: WebSocket, direction: Ndt7Direction) => void,
): Promise<string> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, handleProtocols: () => ndt7Subprotocol });
  sockets.on('connection', (socket, request) => {
    socket.on('error', () => {});
    behave(socket, request.url?.startsWith(ndt7Path('upload')) ? 'upload' : 'download');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  resources.defer(() => {
    for (const socket of sockets.clients) socket.terminate();
    http.close();
  });
  return `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

/** A clock that runs so many times as fast as the real one, which it goes by. */
export function createHastyClock(times: number): Clock {
  const real = createSystemClock();
  return {
    now: () => real.now() * times,
    monotonicMs: () => real.monotonicMs() * times,
    after: (delayMs, callback, options) => real.after(delayMs / times, callback, options),
  };
}
