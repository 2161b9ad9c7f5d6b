import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import { maxFrameBytes } from '../../shared/contract/limits.ts';
import { mqttSubprotocol, mqttWebPath } from '../../shared/runtime/network-route.ts';
import { webSocketStream } from '../../shared/runtime/websocket-stream.ts';
import type { Refusal } from '../transport/refusals.ts';
import { certifiedPeer } from '../transport/session.ts';
import type { CertifiedPeer, Transport } from '../transport/transport.ts';

/** Where MQTT that arrives inside WebSockets goes. */
export type MqttDoor = Pick<Transport, 'attach' | 'refuse'>;

/** Type byte and remaining length of an MQTT packet (MQTT 3.1.1 §2.2). */
const maxFixedHeaderBytes = 5;
/** Any client may send a packet in several frames, but not in thousands of empty ones. */
const maxFragments = 1_024;

type Refused = { readonly status: string; readonly reason: Refusal; readonly detail: string };

/** Listener of `upgrade`: MQTT over WebSocket (MQTT 3.1.1 §6) for whoever has a certificate of our CA, nothing for others. */
export function createWebSocketDoor(
  mqtt: MqttDoor,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes + maxFixedHeaderBytes,
    maxFragments,
    handleProtocols: () => mqttSubprotocol,
  });
  const refuse = (request: IncomingMessage, socket: Duplex, { status, reason, detail }: Refused): void => {
    mqtt.refuse(reason, { remoteAddress: request.socket.remoteAddress, detail });
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
      socket.destroy(),
    );
  };
  server.on('wsClientError', (cause, socket, request) =>
    refuse(request, socket, notWebSocket(cause.message)),
  );
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    // Only the TLS server of this door emits upgrades.
    const tls = request.socket as TLSSocket;
    const refused = judge(request, tls);
    if (refused !== null) return refuse(request, socket, refused);
    const peer = certifiedPeer(tls);
    server.handleUpgrade(request, socket, head, (webSocket) =>
      mqtt.attach(mqttStream(webSocket, peer, mqtt.refuse), peer),
    );
  };
}

/** A resumed TLS 1.3 session without a certificate also calls itself authorized: the certificate itself must be there. */
function judge(request: IncomingMessage, tls: TLSSocket): Refused | null {
  if (request.url !== mqttWebPath) return { ...notWebSocket('path'), status: '404 Not Found' };
  const status = '401 Unauthorized';
  if (tls.getPeerCertificate().raw === undefined) return { status, reason: 'no-certificate', detail: '' };
  if (!tls.authorized) return { status, reason: 'certificate', detail: String(tls.authorizationError) };
  // A page in the browser of somebody who keeps his certificate there must not speak for him; programs send no Origin.
  if (request.headers.origin !== undefined) return { ...notWebSocket('origin'), status: '403 Forbidden' };
  const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
  return offered.includes(mqttSubprotocol) ? null : notWebSocket('subprotocol');
}

function notWebSocket(detail: string): Refused {
  return { status: '400 Bad Request', reason: 'websocket', detail };
}

/** The bytes inside; whoever breaks the protocol around them is counted. */
function mqttStream(webSocket: WebSocket, peer: CertifiedPeer, refuse: MqttDoor['refuse']): Duplex {
  const stream = webSocketStream(webSocket);
  stream.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    if (!code.startsWith('WS_')) return;
    const reason = code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'frame-too-large' : 'websocket';
    refuse(reason, { cn: peer.cn ?? undefined, remoteAddress: peer.remoteAddress, detail: code });
  });
  return stream;
}
