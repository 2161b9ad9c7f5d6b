import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from 'node:tls';
import { err, ok, type Result } from '../domain/result.ts';
import type { HttpProxy } from './network-route.ts';
import { type Endpoint, reach } from './proxy.ts';
import { type StageLimits, untilReady } from './stage.ts';
import type { Way } from './ways.ts';

/** TLS 1.3 ticket of an earlier connection, and where a new one goes. */
export type Tickets = {
  readonly load: () => Buffer | undefined;
  readonly save: (ticket: Buffer) => void;
};

export type BrokerSocketConfig = Way & {
  readonly proxy: HttpProxy | undefined;
  readonly credentials: { readonly ca: string; readonly certificate: string; readonly key: string };
  readonly ticket?: Tickets | undefined;
};

/** Why there is no connection. */
export type Unreached = {
  /** `refused`: the broker itself said no to our certificate. */
  readonly why: 'refused' | 'unreachable';
  /** An error's code; from the proxy it begins with `proxy`, from the web server with `HTTP`. */
  readonly detail: string;
  /** The server proved to be the broker: what failed came after. */
  readonly hasMetBroker: boolean;
};

/** TCP alone; a firewall that drops packets is noticed before anybody gives up. */
const reachMs = 10_000;
/** In a storm the broker lets handshakes in fifty at a time. */
const stageMs = 15_000;
/**
 * What the MQTT port chooses anyway. Left to itself the library also offers a share of the hybrid with ML-KEM, 1.2 KB in each
 * connection that nobody takes (measured: 2,170 bytes of greeting instead of 950).
 */
const mqttKeyExchange = 'X25519:P-256';

/** Opens the bytes of MQTT: mutual TLS 1.3 to the MQTT port, or inside a WebSocket on the HTTPS port. */
export async function openBrokerSocket(
  config: BrokerSocketConfig,
  limits: Omit<StageLimits, 'timeoutMs'>,
): Promise<Result<Duplex, Unreached>> {
  const { address, carrier, credentials, ticket } = config;
  const port = carrier === 'mqtt' ? address.mqttPort : address.httpsPort;
  const session = ticket?.load();
  const secured = await openTls({ host: address.host, port }, config.proxy, limits, {
    ca: credentials.ca,
    cert: credentials.certificate,
    key: credentials.key,
    minVersion: 'TLSv1.3',
    ...(carrier === 'mqtt' ? { ecdhCurve: mqttKeyExchange } : {}),
    ...(session === undefined ? {} : { session }),
  });
  if (!secured.ok) return err({ why: 'unreachable', detail: secured.error, hasMetBroker: false });
  const tls = secured.value;
  if (ticket !== undefined) tls.on('session', ticket.save);
  if (carrier === 'mqtt') return ok(tls);
  // Few machines need it, and each would pay for it with memory.
  const { openWebSocket } = await import('./broker-websocket.ts');
  const opened = await openWebSocket(tls, { host: address.host, port }, { ...limits, timeoutMs: stageMs });
  if (opened.ok) return opened;
  const why = /^HTTP 40[13]$/.test(opened.error) ? 'refused' : 'unreachable';
  return err({ why, detail: opened.error, hasMetBroker: true });
}

/** TLS to an endpoint, straight or through a proxy; whom to trust is said by `options`. Errors as of {@link reach}. */
export async function openTls(
  target: Endpoint,
  proxy: HttpProxy | undefined,
  limits: Omit<StageLimits, 'timeoutMs'>,
  options: ConnectionOptions,
): Promise<Result<TLSSocket, string>> {
  const reached = await reach(target, proxy, { ...limits, timeoutMs: reachMs });
  return reached.ok
    ? secure(reached.value, target.host, { ...limits, timeoutMs: stageMs }, options)
    : reached;
}

/** TLS over a connection; the certificate has to name `host`. */
export function secure(
  socket: Socket,
  host: string,
  limits: StageLimits,
  options: ConnectionOptions,
): Promise<Result<TLSSocket, string>> {
  // SNI takes names only (RFC 6066 §3); an address is still checked against the certificate's SAN.
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return untilReady(tlsConnect({ ...options, ...servername, socket, host }), 'secureConnect', limits);
}
