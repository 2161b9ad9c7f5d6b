import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { listenError } from '../http/listen-error.ts';
import { type AdmissionConfig, createAdmission } from './admission.ts';
import type { Refusal, Refusals } from './refusals.ts';
import type { ServerCredentials } from './transport.ts';

/** Room for a district that comes back at once. */
const backlog = 4_096;
/** Session tickets halve the cost of a reconnect (measured: 1.25 → 0.65 ms) and last a day. */
const sessionSeconds = 86_400;

export type TlsListener = {
  readonly listen: (where: {
    readonly port: number;
    readonly host?: string | undefined;
  }) => Promise<Result<{ readonly port: number }, AppError>>;
  /** Stops listening and ends every connection. */
  readonly close: () => Promise<void>;
};

/** TLS 1.3 with a client certificate of our CA, or nothing; handshakes are admitted gradually. */
export function createTlsListener(
  deps: {
    readonly clock: Clock;
    readonly refusals: Refusals;
    readonly onConnection: (socket: TLSSocket) => void;
  },
  config: { readonly credentials: ServerCredentials; readonly admission: AdmissionConfig },
): TlsListener {
  const sockets = new Set<Socket>();
  const tls = createTlsServer(tlsOptions(config.credentials, config.admission.timeoutMs));
  const admission = createAdmission(
    {
      clock: deps.clock,
      admit: (socket) => tls.emit('connection', socket),
      refuse: (reason, { remoteAddress }) => deps.refusals.refuse(reason, { remoteAddress }),
    },
    config.admission,
  );
  tls.on('secureConnection', (socket) => {
    admission.finished(socket);
    deps.onConnection(socket);
  });
  tls.on('tlsClientError', (cause: NodeJS.ErrnoException, socket) => {
    const { reason, detail } = handshakeFailure(cause, socket);
    deps.refusals.refuse(reason, { remoteAddress: socket.remoteAddress, detail });
    // Node only tells: a peer that stopped in the middle would keep its connection for ever.
    if (reason === 'handshake-timeout') socket.destroy();
  });
  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    admission.offer(socket);
  });
  // Such as too many open files: whoever came is turned away by the system, the others stay.
  server.on('error', (cause: NodeJS.ErrnoException) => {
    if (server.listening) deps.refusals.refuse('accept', { detail: cause.code });
  });
  return {
    listen: ({ port, host }) => listen(server, port, host),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function tlsOptions({ ca, certificate, key }: ServerCredentials, handshakeTimeoutMs: number): TlsOptions {
  return {
    ca,
    cert: certificate,
    key,
    minVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: true,
    handshakeTimeout: handshakeTimeoutMs,
    sessionTimeout: sessionSeconds,
  };
}

function listen(
  server: Server,
  port: number,
  host: string | undefined,
): Promise<Result<{ readonly port: number }, AppError>> {
  return new Promise((resolve) => {
    server.once('error', (cause) => resolve(err(listenError(cause, port))));
    server.listen({ port, backlog, ...(host === undefined ? {} : { host }) }, () => {
      const address = server.address();
      resolve(ok({ port: typeof address === 'object' && address !== null ? address.port : port }));
    });
  });
}

function handshakeFailure(
  cause: NodeJS.ErrnoException,
  socket: TLSSocket,
): { readonly reason: Refusal; readonly detail: string } {
  const detail = String(cause.code ?? cause.message);
  // Of a certificate that did not verify, Node only says that the connection ended.
  if (socket.authorizationError) return { reason: 'certificate', detail: String(socket.authorizationError) };
  if (cause.code === 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE') return { reason: 'no-certificate', detail };
  if (cause.code === 'ERR_TLS_HANDSHAKE_TIMEOUT') return { reason: 'handshake-timeout', detail };
  return { reason: 'handshake-failed', detail };
}
