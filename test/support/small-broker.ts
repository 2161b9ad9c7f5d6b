import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { Aedes, type AuthenticateError, type PublishPacket } from 'aedes';
import type { Address } from '../../shared/contract/scalars.ts';
import type { BrokerPki } from './broker-pki.ts';

export type Arrival = { readonly topic: string; readonly payload: Buffer; readonly retain: boolean };

/** An MQTT broker over mutual TLS inside the test, that can be told to behave badly. */
export type SmallBroker = {
  readonly address: Address;
  /** Everything published to it, wills too, in the order of arrival, acknowledged or not. */
  readonly arrivals: readonly Arrival[];
  /** Whose certificate each handshake showed, and its serial number. */
  readonly shown: readonly { readonly cn: string; readonly serialNumber: string }[];
  /** Handshakes so far, and how many of them resumed a session. */
  readonly handshakes: () => { readonly all: number; readonly resumed: number };
  readonly connected: () => number;
  readonly publish: (topic: string, payload: Buffer) => Promise<void>;
  /** Ends every connection without a word. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
};

export type SmallBrokerBehaviour = {
  /** The PUBACK goes out when it resolves; a rejection closes the connection. */
  acknowledge?: (arrival: Arrival) => Promise<void>;
  /** CONNACK return code (MQTT 3.1.1 §3.2.2.3) of every further connection. */
  refuseWith?: 2 | 3 | 5 | undefined;
  refuseSubscriptions?: boolean;
  /** Published when an arrival was acknowledged. */
  answerTo?: (arrival: Arrival) => Pick<Arrival, 'topic' | 'payload'> | null;
};

/**
 * Listens on any free port, or where `at` says. `behaviour` may be changed while it runs. Its certificate names localhost
 * and 127.0.0.1 only.
 */
export async function openSmallBroker(
  pki: BrokerPki,
  behaviour: SmallBrokerBehaviour = {},
  at: { readonly host?: string; readonly port?: number } = {},
): Promise<SmallBroker> {
  const arrivals: Arrival[] = [];
  const sockets = new Set<TLSSocket>();
  const handshakes = { all: 0, resumed: 0 };
  const shown: { cn: string; serialNumber: string }[] = [];
  const aedes = await Aedes.createBroker();
  aedes.authenticate = (_client, _username, _password, done) => {
    if (behaviour.refuseWith === undefined) done(null, true);
    else
      done(
        Object.assign(new Error('refused'), { returnCode: behaviour.refuseWith }) as AuthenticateError,
        false,
      );
  };
  aedes.authorizeSubscribe = (_client, subscription, done) =>
    done(null, behaviour.refuseSubscriptions === true ? null : subscription);
  aedes.authorizePublish = (_client, { topic, payload, retain }, done) => {
    const arrival = { topic, payload: Buffer.from(payload), retain };
    arrivals.push(arrival);
    const acknowledged = behaviour.acknowledge?.(arrival) ?? Promise.resolve();
    acknowledged.then(
      () => {
        done(null);
        const given = behaviour.answerTo?.(arrival);
        if (given != null) aedes.publish(packet(given.topic, given.payload), () => {});
      },
      (cause: Error) => done(cause),
    );
  };
  const credentials = await pki.server();
  const server = createServer(
    {
      ca: credentials.ca,
      cert: credentials.certificate,
      key: credentials.key,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    },
    (socket) => {
      handshakes.all += 1;
      if (socket.isSessionReused()) handshakes.resumed += 1;
      const { subject, serialNumber } = socket.getPeerCertificate();
      shown.push({ cn: String(subject?.CN), serialNumber });
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {});
      aedes.handle(socket);
    },
  );
  const host = at.host ?? '127.0.0.1';
  server.listen(at.port ?? 0, host);
  await once(server, 'listening');
  const { port: mqttPort } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: { host, mqttPort, httpsPort: mqttPort },
    arrivals,
    shown,
    handshakes: () => ({ ...handshakes }),
    connected: () => sockets.size,
    publish: (topic, payload) =>
      new Promise((resolve, reject) => {
        aedes.publish(packet(topic, payload), (cause) =>
          cause === undefined || cause === null ? resolve() : reject(cause),
        );
      }),
    cut,
    close: async () => {
      cut();
      const closed = once(server, 'close');
      server.close();
      await Promise.all([closed, new Promise<void>((resolve) => aedes.close(() => resolve()))]);
    },
  };
}

function packet(topic: string, payload: Buffer): PublishPacket {
  return { cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false };
}
