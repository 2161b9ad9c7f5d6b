import { createServer, type Server } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TlsOptions } from 'node:tls';
import type { Clock } from '../../shared/runtime/clock.ts';
import { defaultAdmissionConfig } from '../transport/admission.ts';
import {
  createTlsListener,
  replaceCredentials,
  type TlsListener,
  tlsServerOptions,
} from '../transport/tls-listener.ts';
import type { TicketKeys } from '../transport/transport.ts';
import { createWebSocketDoor, type MqttDoor } from './websocket.ts';

/** What the port shows, and whom it trusts. */
export type WebCredentials = {
  readonly keyPem: string;
  readonly chainPem: string;
  /** The authority of clients' certificates, which are asked for but not required; none is asked for without it. */
  readonly caPem?: string;
};

export type WebListenerConfig = WebCredentials & {
  readonly ticketKeys?: TicketKeys;
  /** For the header of a request; half as much again for the whole of it. */
  readonly slowRequestMs?: number;
  readonly maxVisitors?: number;
};

const slowRequest = 10_000;
const keepAliveTimeout = 5_000;
/** Without a byte, whatever it waits for. */
const silentMs = 30_000;

/** Joining machines at once; those who went on to MQTT are not counted. */
const visitorsAtOnce = 2_048;
/** A district whose schools all have nothing but the web, and its visitors. */
const maxConnections = 24_576;

/** The HTTPS port: TLS, admission of handshakes as at the MQTT port, slow requests ended, MQTT inside WebSockets. */
export function createWebListener(
  deps: { readonly clock: Clock; readonly mqtt?: MqttDoor | undefined },
  config: WebListenerConfig,
): {
  readonly server: Server;
  readonly listener: TlsListener;
  readonly setCredentials: (credentials: WebCredentials) => void;
} {
  const { ticketKeys, slowRequestMs = slowRequest } = config;
  const admission = defaultAdmissionConfig;
  const tlsOptions = ({ keyPem, chainPem, caPem }: WebCredentials): TlsOptions =>
    tlsServerOptions(
      { ca: caPem, certificate: chainPem, key: keyPem },
      {
        door: 'https',
        clientCertificate: caPem === undefined ? 'not-asked' : 'asked',
        handshakeTimeoutMs: admission.timeoutMs,
      },
    );
  const server = createServer({
    ...tlsOptions(config),
    headersTimeout: slowRequestMs,
    requestTimeout: slowRequestMs * 1.5,
    connectionsCheckingInterval: slowRequestMs / 5,
    keepAliveTimeout,
  });
  server.setTimeout(silentMs);
  const left = limitVisitors(server, config.maxVisitors ?? visitorsAtOnce);
  if (deps.mqtt !== undefined) {
    // With nobody who listens for them, upgrades are requests like others.
    const door = createWebSocketDoor(deps.mqtt);
    server.on('upgrade', (request, socket, head) => {
      left(socket);
      door(request, socket, head);
    });
  }
  const refuse: MqttDoor['refuse'] = deps.mqtt?.refuse ?? (() => {});
  const listener = createTlsListener(
    { clock: deps.clock, refuse, tls: server, ticketKeys },
    { admission, maxConnections },
  );
  const setCredentials = (credentials: WebCredentials): void =>
    replaceCredentials(server, tlsOptions(credentials), ticketKeys);
  return { server, listener, setCredentials };
}

/**
 * Ends the connection that is there longest when there are too many: whoever means something has asked by then. Gives what
 * takes a connection out of the count.
 */
function limitVisitors(server: Server, atOnce: number): (socket: Duplex) => void {
  const visitors = new Set<Duplex>();
  server.prependListener('secureConnection', (socket) => {
    visitors.add(socket);
    const [longest] = visitors;
    if (visitors.size > atOnce && longest !== undefined) {
      visitors.delete(longest);
      longest.destroy();
    }
    socket.once('close', () => visitors.delete(socket));
  });
  return (socket) => void visitors.delete(socket);
}
