import type { Server, Socket } from 'node:net';
import type { TLSSocket, TlsOptions, Server as TlsServer } from 'node:tls';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import { type Clock, every } from '../../shared/runtime/clock.ts';
import { listenError } from '../http/listen-error.ts';
import { type AdmissionConfig, createAdmission } from './admission.ts';
import type { Refusal, Refusals } from './refusals.ts';
import type { MinTlsVersion, ServerCredentials, TicketKeys } from './transport.ts';

/** Room for a district that comes back at once. */
const backlog = 4_096;
/** Session tickets halve the cost of a reconnect (measured: 1.25 → 0.65 ms) and last a day. */
const sessionSeconds = 86_400;
/**
 * Where secrets are handed over (join tokens) the library's own choice, hybrid and safe against later quantum computers; where
 * thousands reconnect at once, X25519 (measured: 0.26 instead of 0.36 ms of CPU for a resumed connection).
 */
const keyExchange = { mqtt: 'X25519:P-256', https: 'auto' } as const;
const ticketKeysMs = 3_600_000;

export type TlsListener = {
  readonly listen: (where: {
    readonly port: number;
    readonly host?: string | undefined;
  }) => Promise<Result<{ readonly port: number }, AppError>>;
  /** Stops listening and ends every connection. */
  readonly close: () => Promise<void>;
};

/**
 * TLS 1.3, of which the client certificate is part: `required` of our CA, or nothing; `asked`, and the caller looks.
 * Tickets of one door are worthless at the other: Node takes a TLS 1.3 session that was resumed without a certificate
 * for authorized.
 */
export function tlsServerOptions(
  { ca, certificate, key }: Omit<ServerCredentials, 'ca'> & { readonly ca?: string | undefined },
  config: {
    readonly door: 'mqtt' | 'https';
    readonly clientCertificate: 'required' | 'asked' | 'not-asked';
    readonly handshakeTimeoutMs: number;
    /** TLS 1.3 when absent. */
    readonly minTlsVersion?: MinTlsVersion | undefined;
  },
): TlsOptions {
  return {
    ...(ca === undefined ? {} : { ca }),
    cert: certificate,
    key,
    minVersion: config.minTlsVersion ?? 'TLSv1.3',
    ecdhCurve: keyExchange[config.door],
    noDelay: true,
    keepAlive: true,
    requestCert: config.clientCertificate !== 'not-asked',
    rejectUnauthorized: config.clientCertificate === 'required',
    handshakeTimeout: config.handshakeTimeoutMs,
    sessionTimeout: sessionSeconds,
    sessionIdContext: config.door,
  };
}

/** Listens with a TLS server (of HTTPS too), whose handshakes are admitted gradually. */
export function createTlsListener(
  deps: {
    readonly clock: Clock;
    readonly refuse: Refusals['refuse'];
    readonly tls: TlsServer;
    readonly ticketKeys?: TicketKeys | undefined;
  },
  config: { readonly admission: AdmissionConfig; readonly maxConnections?: number },
): TlsListener {
  const { clock, refuse, tls } = deps;
  const sockets = new Set<Socket>();
  // What begins the handshake in a TLS server; from here on only those who are admitted come to it.
  const handshakes = tls.listeners('connection');
  tls.removeAllListeners('connection');
  const admission = createAdmission(
    {
      clock,
      admit: (socket) => {
        for (const begin of handshakes) begin.call(tls, socket);
      },
      refuse: (reason, { remoteAddress }) => refuse(reason, { remoteAddress }),
    },
    config.admission,
  );
  // Before the server's own listener, which may close the connection.
  tls.prependListener('secureConnection', admission.finished);
  tls.on('tlsClientError', (cause: NodeJS.ErrnoException, socket) => {
    const { reason, detail } = handshakeFailure(cause, socket);
    refuse(reason, { remoteAddress: socket.remoteAddress, detail });
    // Node only tells: a peer that stopped in the middle would keep its connection for ever.
    if (reason === 'handshake-timeout') socket.destroy();
  });
  tls.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    admission.offer(socket);
  });
  if (config.maxConnections !== undefined) tls.maxConnections = config.maxConnections;
  // Such as too many open files: whoever came is turned away by the system, the others stay.
  tls.on('error', (cause: NodeJS.ErrnoException) => {
    if (tls.listening) refuse('accept', { detail: cause.code });
  });
  const stopTickets = shareTickets(deps);
  return {
    listen: ({ port, host }) => listen(tls, port, host),
    close: () => {
      stopTickets();
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => tls.close(() => resolve()));
    },
  };
}

/** Other credentials for a server at work: connections that are open go on, tickets stay good. */
export function replaceCredentials(
  tls: TlsServer,
  options: TlsOptions,
  ticketKeys: TicketKeys | undefined,
): void {
  // A new context begins with ticket keys of its own.
  tls.setSecureContext(options);
  if (ticketKeys !== undefined) tls.setTicketKeys(ticketKeys());
}

/** With keys of its own a server forgets at its restart whom it knew, just when all of them come back. */
function shareTickets({
  clock,
  tls,
  ticketKeys,
}: {
  readonly clock: Clock;
  readonly tls: TlsServer;
  readonly ticketKeys?: TicketKeys | undefined;
}): () => void {
  if (ticketKeys === undefined) return () => {};
  tls.setTicketKeys(ticketKeys());
  return every(clock, ticketKeysMs, () => tls.setTicketKeys(ticketKeys()));
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
