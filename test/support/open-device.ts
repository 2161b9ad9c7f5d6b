import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { generate, type IConnectPacket, type Packet, parser } from 'mqtt-packet';
import type { JoinedMachine } from './join-machines.ts';

export type DeviceDoor = {
  readonly port: number;
  readonly ca: string;
  /** A source address of the loopback: 127.0.0.2 and on stand for other schools. */
  readonly localAddress?: string | undefined;
};

export type OpenDeviceOptions = {
  readonly context?: SecureContext;
  /** Of an earlier connection: spares both sides the certificates. */
  readonly session?: Buffer | undefined;
  readonly onSession?: (ticket: Buffer) => void;
  readonly connect?: Partial<IConnectPacket>;
  readonly onPacket?: (packet: Packet) => void;
};

/** What a machine shows and trusts, parsed once. */
export function contextOf(ca: string, { certificate, key }: JoinedMachine): SecureContext {
  return createSecureContext({ ca, cert: certificate, key, minVersion: 'TLSv1.3' });
}

/** TLS alone, with the machine's certificate. Rejects when the handshake fails. */
export function openDeviceTls(
  door: DeviceDoor,
  machine: JoinedMachine,
  options: OpenDeviceOptions = {},
): Promise<TLSSocket> {
  const socket = connect({
    host: '127.0.0.1',
    port: door.port,
    secureContext: options.context ?? contextOf(door.ca, machine),
    ...(options.session === undefined ? {} : { session: options.session }),
    ...(door.localAddress === undefined ? {} : { localAddress: door.localAddress }),
  });
  socket.setNoDelay(true);
  if (options.onSession !== undefined) socket.on('session', options.onSession);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('the connection ended')));
    socket.once('secureConnect', () => resolve(socket));
  });
}

/** A machine's connection in raw packets, with no library between; resolves at CONNACK, rejects at a refusal or an early end. */
export async function openDevice(
  door: DeviceDoor,
  machine: JoinedMachine,
  options: OpenDeviceOptions = {},
): Promise<TLSSocket> {
  const socket = await openDeviceTls(door, machine, options);
  const read = parser();
  socket.on('data', (chunk: Buffer) => read.parse(chunk));
  const admitted = new Promise<TLSSocket>((resolve, reject) => {
    socket.once('close', () => reject(new Error('the connection ended')));
    read.on('error', reject);
    read.on('packet', (packet) => {
      if (packet.cmd !== 'connack') options.onPacket?.(packet);
      else if (packet.returnCode === 0) resolve(socket);
      else reject(new Error(`CONNACK ${packet.returnCode}`));
    });
  });
  socket.write(connectPacket(machine.deviceId, options.connect));
  return admitted;
}

export function connectPacket(clientId: string, more: Partial<IConnectPacket> = {}): Buffer {
  return generate({
    ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 300 },
    ...more,
    clientId,
  });
}
