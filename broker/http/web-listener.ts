import { createServer, type Server } from 'node:https';
import type { Clock } from '../../shared/runtime/clock.ts';
import { defaultAdmissionConfig } from '../transport/admission.ts';
import { createTlsListener, type TlsListener, tlsServerOptions } from '../transport/tls-listener.ts';
import type { TicketKeys } from '../transport/transport.ts';
import { createWebSocketDoor, type MqttDoor } from './websocket.ts';

export type WebListenerConfig = {
  readonly keyPem: string;
  readonly chainPem: string;
  /** The authority of clients' certificates, which are asked for but not required; none is asked for without it. */
  readonly caPem?: string;
  readonly ticketKeys?: TicketKeys;
};

/** Also of those who never ask: a request ends within 15 s, looked at every 2 s, and a silent connection within 30 s. */
const limits = {
  requestTimeout: 15_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 5_000,
} as const;
const silentMs = 30_000;

/** Joining machines at once; those who went on to MQTT are not counted. */
const maxVisitors = 2_048;
/** A district whose schools all have nothing but the web, and its visitors. */
const maxConnections = 24_576;

/** The HTTPS port: TLS, admission of handshakes as at the MQTT port, slow requests ended, MQTT inside WebSockets. */
export function createWebListener(
  deps: { readonly clock: Clock; readonly mqtt?: MqttDoor | undefined },
  { keyPem, chainPem, caPem, ticketKeys }: WebListenerConfig,
): { readonly server: Server; readonly listener: TlsListener } {
  const admission = defaultAdmissionConfig;
  const tls = tlsServerOptions(
    { ca: caPem, certificate: chainPem, key: keyPem },
    {
      door: 'https',
      clientCertificate: caPem === undefined ? 'not-asked' : 'asked',
      handshakeTimeoutMs: admission.timeoutMs,
    },
  );
  const server = createServer({ ...tls, ...limits });
  server.setTimeout(silentMs);
  const left = limitVisitors(server);
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
  return { server, listener };
}

/** Gives what takes a connection out of the count. */
function limitVisitors(server: Server): (socket: object) => void {
  const visitors = new Set<object>();
  server.prependListener('secureConnection', (socket) => {
    if (visitors.size >= maxVisitors) {
      socket.destroy();
      return;
    }
    visitors.add(socket);
    socket.once('close', () => visitors.delete(socket));
  });
  return (socket) => void visitors.delete(socket);
}
