import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { WebSocketServer } from 'ws';
import {
  lineBytesOf,
  type Ndt7Direction,
  ndt7Directions,
  ndt7Limits,
  ndt7Path,
  ndt7Subprotocol,
  ndt7TicketParameter,
} from '../../../shared/contract/ndt7.ts';
import { err, ok, type Result } from '../../../shared/domain/result.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { ndt7SocketOptions } from '../../../shared/runtime/ndt7-peer.ts';
import { replaceCredentials, tlsServerOptions } from '../../transport/tls-listener.ts';
import { type Admitted, createLeaseBook, type LeaseBook } from './lease-book.ts';
import { followLines, type Listening, limitConnections, listenOn } from './listening.ts';
import { serveTest } from './serve-test.ts';

export type Ndt7Config = {
  readonly host: string;
  readonly port: number;
  /** Of the tickets; made anew at every start of the broker. */
  readonly key: Buffer;
  readonly credentials: Ndt7Credentials;
  /** Tests at once; further ones are told to come again. */
  readonly maxTests?: number;
};

export type Ndt7Deps = {
  readonly clock: Clock;
  /** One direction of a lease's test is over, however it ended: what it took of the line, as this end counted. */
  readonly tested: (leaseId: string, lineBytes: number) => void;
};

export type Ndt7Credentials = { readonly keyPem: string; readonly chainPem: string };

export type Ndt7Server = Listening & { readonly setCredentials: (credentials: Ndt7Credentials) => void };

/** More would measure each other. */
const testsAtOnce = 4;
/** Tests, and whoever knocks; a school comes with one machine. */
const connections = { atOnce: 64, perNetwork: 8 };
const slowMs = 5_000;
/** Who is too slow is looked for so often; Node's own half a minute would keep a place for as long. */
const checkMs = 1_000;
/** The longest query that the protocol allows, and the lines of a WebSocket. */
const maxHeaderSize = 2 * ndt7Limits.maxQueryBytes;
const maxFragments = 1_024;

/** The ndt7 endpoint (m-lab ndt-server spec/ndt7-protocol.md v0.11.0) over TLS, for who has a ticket; the error is the system's code. */
export async function openNdt7Server(
  deps: Ndt7Deps,
  { host, port, key, credentials, maxTests = testsAtOnce }: Ndt7Config,
): Promise<Result<Ndt7Server, string>> {
  const book = createLeaseBook(deps, { key, maxTests });
  const server = createServer(
    {
      ...tlsOptions(credentials),
      ...{ headersTimeout: slowMs, requestTimeout: slowMs, connectionsCheckingInterval: checkMs },
      ...{ maxHeaderSize, keepAlive: false },
    },
    (_request, response) => {
      response.writeHead(404, { connection: 'close' }).end();
    },
  );
  limitConnections(server, connections);
  server.on('tlsClientError', (_cause, socket) => socket.destroy());
  server.on('upgrade', createUpgrade({ ...deps, book, lineOf: followLines(server) }));
  const listening = await listenOn(server, { host, port });
  if (!listening.ok) return listening;
  return ok({
    ...listening.value,
    setCredentials: (changed) => replaceCredentials(server, tlsOptions(changed), undefined),
  });
}

function tlsOptions({ keyPem, chainPem }: Ndt7Credentials) {
  return tlsServerOptions(
    { certificate: chainPem, key: keyPem },
    { door: 'https', clientCertificate: 'not-asked', handshakeTimeoutMs: slowMs },
  );
}

/** Lets in who asks for a test of the protocol with a ticket; the rest gets a status and no reason. */
function createUpgrade(
  deps: Ndt7Deps & { readonly book: LeaseBook; readonly lineOf: ReturnType<typeof followLines> },
) {
  const sockets = new WebSocketServer({
    ...ndt7SocketOptions,
    noServer: true,
    clientTracking: false,
    maxFragments,
    handleProtocols: () => ndt7Subprotocol,
  });
  const refuse = (socket: Duplex, status: number): void => {
    socket.end(`HTTP/1.1 ${status} \r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
      socket.destroy(),
    );
  };
  const admit = (
    request: IncomingMessage,
  ): Result<Admitted & { readonly direction: Ndt7Direction }, number> => {
    const asked = readRequest(request);
    if (!asked.ok) return asked;
    const { direction, ticket } = asked.value;
    const admitted = deps.book.admit(ticket, direction);
    return admitted.ok ? ok({ ...admitted.value, direction }) : admitted;
  };
  sockets.on('wsClientError', (_cause, socket) => refuse(socket, 400));
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Only the TLS server of this door emits upgrades.
    const tls = request.socket as TLSSocket;
    const line = deps.lineOf(tls);
    socket.on('error', () => socket.destroy());
    if (line === undefined) {
      // Its connection is gone already.
      socket.destroy();
      return;
    }
    if (socket.destroyed) return;
    const admitted = admit(request);
    if (!admitted.ok) {
      refuse(socket, admitted.error);
      return;
    }
    const { leave, leaseId, ...limits } = admitted.value;
    socket.once('close', () => {
      leave();
      deps.tested(leaseId, lineBytesOf(line.bytesRead + line.bytesWritten));
    });
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      serveTest({ clock: deps.clock, socket: webSocket, tls, line }, limits),
    );
  };
}

function readRequest({
  url = '',
  headers,
}: IncomingMessage): Result<{ readonly direction: Ndt7Direction; readonly ticket: string }, number> {
  const [path, query = ''] = url.split('?', 2);
  const direction = ndt7Directions.find((name) => ndt7Path(name) === path);
  if (direction === undefined) return err(404);
  if (query.length > ndt7Limits.maxQueryBytes) return err(414);
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
  if (!offered.includes(ndt7Subprotocol)) return err(400);
  return ok({ direction, ticket: new URLSearchParams(query).get(ndt7TicketParameter) ?? '' });
}
