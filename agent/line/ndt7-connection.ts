import { connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import {
  type Ndt7Direction,
  ndt7Limits,
  ndt7Path,
  ndt7Subprotocol,
  ndt7TicketParameter,
} from '../../shared/contract/ndt7.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { secure } from '../../shared/runtime/broker-socket.ts';
import { ndt7SocketOptions } from '../../shared/runtime/ndt7-peer.ts';
import { type StageLimits, stage, untilReady } from '../../shared/runtime/stage.ts';
import { version } from '../../shared/runtime/version.ts';
import type { SpeedTestWish } from './ndt7-wish.ts';

/** One direction of a test, open and paused until somebody listens. */
export type Ndt7Connection = {
  readonly socket: WebSocket;
  /** The connection under TLS: its counters are those of the line. */
  readonly tcp: Socket;
  /** Bytes above TLS as they come in. */
  readonly bytes: Socket;
  /** From SYN to SYN/ACK. */
  readonly connectMs: number;
};

/** Kept back of a budget: handshakes, measurements, and one reading of a buffer. */
export const reservedBytes = 131_072;

type Limits = Pick<StageLimits, 'clock' | 'signal'>;

/** TCP, TLS, WebSocket; five seconds for each. The error is a word for the log, `HTTP` and the status where it was the server's. */
export async function openNdt7(
  direction: Ndt7Direction,
  wish: Pick<SpeedTestWish, 'serverUrl' | 'caPem' | 'ticket'>,
  limits: Limits,
): Promise<Result<Ndt7Connection, string>> {
  const url = new URL(wish.serverUrl);
  url.pathname = ndt7Path(direction);
  url.searchParams.set('client_name', 'schooldrum');
  url.searchParams.set('client_version', version);
  if (wish.ticket !== undefined) url.searchParams.set(ndt7TicketParameter, wish.ticket);
  const stageLimits = { ...limits, timeoutMs: 5_000 };
  const tcp = await openTcp(url, stageLimits);
  if (!tcp.ok) return tcp;
  const { socket, connectMs } = tcp.value;
  const bytes = await openTls(socket, url, wish.caPem, stageLimits);
  if (!bytes.ok) return bytes;
  const upgraded = await openWebSocket(bytes.value, url, stageLimits);
  return upgraded.ok ? ok({ socket: upgraded.value, tcp: socket, bytes: bytes.value, connectMs }) : upgraded;
}

/** An IPv6 address without the brackets of a URL. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

async function openTcp(
  url: URL,
  limits: StageLimits,
): Promise<Result<{ readonly socket: Socket; readonly connectMs: number }, string>> {
  const port = Number(url.port) || (url.protocol === 'wss:' ? 443 : 80);
  const socket = connect({ host: hostOf(url), port, noDelay: true });
  const { clock } = limits;
  let startedMs = clock.monotonicMs();
  // After the name is resolved, and again where the first address does not answer.
  socket.on('connectionAttempt', () => {
    startedMs = clock.monotonicMs();
  });
  const connected = await untilReady(socket, 'connect', limits);
  return connected.ok ? ok({ socket, connectMs: clock.monotonicMs() - startedMs }) : connected;
}

function openTls(
  socket: Socket,
  url: URL,
  caPem: string | undefined,
  limits: StageLimits,
): Promise<Result<Socket | TLSSocket, string>> {
  if (url.protocol === 'ws:') return Promise.resolve(ok(socket));
  const trust = caPem === undefined ? {} : { ca: caPem };
  return secure(socket, hostOf(url), limits, { ...trust, minVersion: 'TLSv1.2' });
}

function openWebSocket(
  bytes: Socket | TLSSocket,
  url: URL,
  limits: StageLimits,
): Promise<Result<WebSocket, string>> {
  const socket = new WebSocket(url, ndt7Subprotocol, {
    ...ndt7SocketOptions,
    createConnection: () => bytes,
    // Zeros: what goes is random anyway. Masking by bytes holds an agent, which does not optimise code, to 70 Mb/s (measured).
    generateMask: () => {},
    maxPayload: ndt7Limits.maxMessageBytes,
  });
  socket.on('unexpected-response', (request, { statusCode }) =>
    request.destroy(Object.assign(new Error('no upgrade'), { code: `HTTP ${statusCode}` })),
  );
  const connection = Object.assign(socket, { destroy: () => bytes.destroy() });
  return stage(connection, limits, (finish) => {
    // A server may say "100 Continue" for ever.
    const counted = (): void => {
      if (bytes.bytesRead > reservedBytes) finish(err('too long an answer'));
    };
    bytes.on('data', counted);
    socket.once('open', () => {
      bytes.off('data', counted);
      socket.pause();
      finish(ok(socket));
    });
  });
}
