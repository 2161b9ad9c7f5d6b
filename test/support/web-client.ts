import mqttPacket, { type IConnackPacket, type IConnectPacket, type Packet } from 'mqtt-packet';
import { type ClientOptions, WebSocket } from 'ws';
import type { ClientCredentials } from './broker-pki.ts';
import { eventually } from './eventually.ts';
import type { Resources } from './resources.ts';

/** A raw MQTT 3.1.1 client inside a WebSocket, for what a well-behaved library would not do. */
export type WebClient = {
  readonly socket: WebSocket;
  readonly received: readonly Packet[];
  readonly send: (packet: Packet) => void;
  /** The first received packet that fits; fails when the connection ends before. */
  readonly next: (fits: (packet: Packet) => boolean) => Promise<Packet>;
  readonly closed: Promise<void>;
};

export type WebClientOptions = {
  readonly port: number;
  readonly credentials?: Partial<ClientCredentials>;
  readonly path?: string;
  readonly protocols?: string[];
  readonly over?: ClientOptions;
};

/** Resolves at the upgrade; rejects with `HTTP` and the status, or with what went wrong. */
export function openWebClient(resources: Resources, options: WebClientOptions): Promise<WebClient> {
  const { ca, cert, key } = options.credentials ?? {};
  const over: ClientOptions & { servername: string } = {
    servername: 'localhost',
    host: '127.0.0.1',
    perMessageDeflate: false,
    ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...options.over,
  };
  const socket = new WebSocket(
    `wss://localhost:${options.port}${options.path ?? '/mqtt'}`,
    options.protocols ?? ['mqtt'],
    over,
  );
  resources.defer(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('unexpected-response', (request, { statusCode }) => {
      reject(new Error(`HTTP ${statusCode}`));
      request.destroy();
    });
    socket.on('open', () => resolve(webClient(socket)));
  });
}

/** Opens and sends CONNECT; resolves with the CONNACK's return code. */
export async function connectWebClient(
  resources: Resources,
  options: WebClientOptions,
  connect: Partial<IConnectPacket> & { clientId: string },
): Promise<{ readonly client: WebClient; readonly returnCode: number }> {
  const client = await openWebClient(resources, options);
  client.send(connectPacket(connect));
  const connack = (await client.next(({ cmd }) => cmd === 'connack')) as IConnackPacket;
  return { client, returnCode: connack.returnCode ?? -1 };
}

export function connectPacket(connect: Partial<IConnectPacket> & { clientId: string }): IConnectPacket {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    ...connect,
  };
}

function webClient(socket: WebSocket): WebClient {
  const received: Packet[] = [];
  const parser = mqttPacket.parser();
  let isClosed = false;
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      resolve();
    });
  });
  parser.on('packet', (packet) => received.push(packet));
  socket.on('message', (bytes: Buffer) => parser.parse(bytes));
  return {
    socket,
    received,
    send: (packet) => socket.send(mqttPacket.generate(packet)),
    next: (fits) =>
      eventually(() => {
        const found = received.find(fits);
        if (found === undefined && isClosed) throw new Error('the connection ended');
        return found;
      }),
    closed,
  };
}
