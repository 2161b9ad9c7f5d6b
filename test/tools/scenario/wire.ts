import { connect, type TLSSocket } from 'node:tls';
import mqttPacket, { type Packet } from 'mqtt-packet';

/** Where the broker listens, and who comes. */
export type WireTarget = {
  readonly port: number;
  readonly localAddress: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
};

export type WireEvents = {
  readonly opened: () => void;
  readonly packet: (packet: Packet) => void;
  /** Once, whoever ended it; also when it never opened. */
  readonly closed: () => void;
};

/** The bytes of one connection, and nothing of MQTT's rules. */
export type Wire = {
  readonly send: (packet: Packet) => void;
  /** Sends what was written, then closes. */
  readonly end: () => void;
  readonly destroy: () => void;
};

export function openWire(target: WireTarget, events: WireEvents): Wire {
  const parser = mqttPacket.parser();
  parser.on('packet', events.packet);
  const socket: TLSSocket = connect(
    {
      host: '127.0.0.1',
      servername: 'localhost',
      port: target.port,
      ...({ localAddress: target.localAddress } as object),
      ca: target.ca,
      cert: target.certificate,
      key: target.key,
      minVersion: 'TLSv1.3',
    },
    () => {
      socket.setNoDelay(true);
      events.opened();
    },
  );
  socket.on('data', (bytes) => parser.parse(Buffer.from(bytes)));
  // Its close follows.
  socket.on('error', () => {});
  socket.once('close', events.closed);
  return {
    send: (packet) => {
      if (!socket.destroyed && socket.writable) socket.write(mqttPacket.generate(packet));
    },
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  };
}
