import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import { ok, type Result } from '../domain/result.ts';
import { mqttSubprotocol, mqttWebPath } from './network-route.ts';
import type { Endpoint } from './proxy.ts';
import { type StageLimits, stage } from './stage.ts';
import { webSocketStream } from './websocket-stream.ts';

/** The broker's pages are smaller; whatever stands in its place shall not fill our memory. */
const maxPayload = 1024 * 1024;

/** MQTT over WebSocket (MQTT 3.1.1 §6) on a TLS connection that is there. An answer that is no upgrade is `HTTP` and its status. */
export function openWebSocket(
  tls: TLSSocket,
  { host, port }: Endpoint,
  limits: StageLimits,
): Promise<Result<Duplex, string>> {
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const socket = new WebSocket(`wss://${authority}${mqttWebPath}`, mqttSubprotocol, {
    createConnection: () => tls,
    perMessageDeflate: false,
    maxPayload,
  });
  socket.on('unexpected-response', (request, { statusCode }) =>
    request.destroy(Object.assign(new Error('no upgrade'), { code: `HTTP ${statusCode}` })),
  );
  const connection = Object.assign(socket, { destroy: () => tls.destroy() });
  return stage(connection, limits, (finish) =>
    socket.once('open', () => finish(ok(webSocketStream(socket)))),
  );
}
