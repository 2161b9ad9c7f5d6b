import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import mqttPacket, { type IConnackPacket, type IConnectPacket, type Packet } from 'mqtt-packet';
import type { ClientCredentials } from './broker-pki.ts';
import { eventually } from './eventually.ts';

/** A raw MQTT 3.1.1 client over TLS, for what a well-behaved library would not do. */
export type RawClient = {
  readonly socket: TLSSocket;
  /** Whether a session ticket spared the certificates. */
  readonly isResumed: boolean;
  /** Everything received so far. */
  readonly received: readonly Packet[];
  readonly send: (packet: Packet) => void;
  readonly sendBytes: (bytes: Buffer) => void;
  /** The first received packet that fits; fails when the connection ends before. */
  readonly next: (fits: (packet: Packet) => boolean) => Promise<Packet>;
  /** QoS 1; resolves with the acknowledgement, rejects when the connection ends instead. */
  readonly publish: (
    topic: string,
    payload: Buffer | string,
    options?: { retain?: boolean; qos?: 0 | 1 | 2 },
  ) => Promise<void>;
  /** Granted QoS, 128 for a refusal. */
  readonly subscribe: (topic: string) => Promise<number>;
  readonly isClosed: () => boolean;
  readonly closed: Promise<void>;
  readonly close: () => void;
};

export type RawClientOptions = {
  readonly port: number;
  readonly credentials?: Partial<ClientCredentials>;
  readonly session?: Buffer;
};

/** Opens TLS only; resolves when the handshake is over on this side. Rejects when it fails. */
export function openRawClient(options: RawClientOptions): Promise<RawClient> {
  const { ca, cert, key } = options.credentials ?? {};
  const socket = tlsConnect({
    host: '127.0.0.1',
    port: options.port,
    servername: 'localhost',
    minVersion: 'TLSv1.3',
    ...(ca === undefined ? { rejectUnauthorized: false } : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...(options.session === undefined ? {} : { session: options.session }),
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      socket.off('error', reject);
      resolve(rawClient(socket));
    });
  });
}

/** Opens TLS and sends CONNECT; resolves with the CONNACK's return code. */
export async function connectRawClient(
  options: RawClientOptions,
  connect: Partial<IConnectPacket> & { clientId: string },
): Promise<{ readonly client: RawClient; readonly returnCode: number }> {
  const client = await openRawClient(options);
  client.send({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    ...connect,
  });
  const connack = (await client.next(({ cmd }) => cmd === 'connack')) as IConnackPacket;
  return { client, returnCode: connack.returnCode ?? -1 };
}

function rawClient(socket: TLSSocket): RawClient {
  const received: Packet[] = [];
  const parser = mqttPacket.parser();
  let messageId = 0;
  let isClosed = false;
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      resolve();
    });
  });
  parser.on('packet', (packet) => received.push(packet));
  socket.on('data', (bytes) => parser.parse(Buffer.from(bytes)));
  const send = (packet: Packet): void => void socket.write(mqttPacket.generate(packet));
  const next = (fits: (packet: Packet) => boolean): Promise<Packet> =>
    eventually(() => {
      const found = received.find(fits);
      if (found === undefined && isClosed) throw new Error('the connection ended');
      return found;
    });
  return {
    socket,
    isResumed: socket.isSessionReused(),
    received,
    send,
    sendBytes: (bytes) => void socket.write(bytes),
    next,
    publish: async (topic, payload, { retain = false, qos = 1 } = {}) => {
      messageId += 1;
      const id = messageId;
      send({ cmd: 'publish', topic, payload, qos, retain, dup: false, messageId: id });
      if (qos === 1) await next((packet) => packet.cmd === 'puback' && packet.messageId === id);
    },
    subscribe: async (topic) => {
      messageId += 1;
      const id = messageId;
      send({ cmd: 'subscribe', messageId: id, subscriptions: [{ topic, qos: 1 }] });
      const answer = await next((packet) => packet.cmd === 'suback' && packet.messageId === id);
      return answer.cmd === 'suback' ? Number(answer.granted[0]) : -1;
    },
    isClosed: () => isClosed,
    closed,
    close: () => void socket.destroy(),
  };
}
