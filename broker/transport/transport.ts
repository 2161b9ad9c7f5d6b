import type { Duplex } from 'node:stream';
import type { UserRole } from '../../shared/domain/device.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Refusals } from './refusals.ts';

/** Who a certificate's common name stands for, by the registry: never by the name itself. */
export type Identity =
  | { readonly kind: 'device'; readonly cn: string }
  | { readonly kind: 'user'; readonly cn: string; readonly role: UserRole; readonly unitId: string };

/** The other end of a TLS connection, as its certificate names it. */
export type CertifiedPeer = {
  /** Null when the certificate does not have exactly one, or when there is none. */
  readonly cn: string | null;
  readonly certificateSha256: string;
  readonly remoteAddress: string;
};

/** A peer whose certificate this installation's CA signed, before it is let in. */
export type Peer = {
  readonly cn: string;
  /** Of the DER, lower-case hex. */
  readonly certificateSha256: string;
  readonly clientId: string;
  readonly remoteAddress: string;
};

/** What the end of a connection tells of the other side. Times are those of the broker's clock. */
export type SessionLoss = {
  /** Its last packet of any kind. */
  readonly lastHeardAt: number;
  /** Longest silence that its keep-alive allows it, ms. */
  readonly silenceMs: number;
  /** `silent`: the keep-alive ran out; `closed`: its socket ended; `replaced`: by a newer connection; `broker`: by us. */
  readonly how: 'silent' | 'closed' | 'replaced' | 'broker';
};

/**
 * What the transport hands on. An `on…` of a payload resolves when the message may be acknowledged: for reports and
 * births when they are durable. It rejects only when that failed for too long: the connection is closed without an
 * acknowledgement, and the sender keeps the message.
 */
export type TransportHandlers = {
  /** Also for resumed TLS sessions, which skip certificate verification: revocation is checked here. Else a stable reason. */
  readonly authenticate: (peer: Peer) => 'ok' | (string & {});
  readonly identityOf: (cn: string) => Identity | null;
  readonly onReport: (cn: string, payload: Buffer) => Promise<void>;
  /** Births, goodbyes and last wills. */
  readonly onStatus: (cn: string, payload: Buffer) => Promise<void>;
  readonly onAnswer: (cn: string, payload: Buffer) => Promise<void>;
  readonly onAsk: (cn: string, payload: Buffer) => Promise<void>;
  readonly onConnected: (
    cn: string,
    clientId: string,
    certificateSha256: string,
    remoteAddress: string,
  ) => void;
  readonly onDisconnected: (cn: string, clientId: string, loss: SessionLoss) => void;
  readonly isInSubtree: (grantUnitId: string, unitId: string) => boolean;
};

/** PEM texts of the listening side. */
export type ServerCredentials = { readonly ca: string; readonly certificate: string; readonly key: string };

export type MinTlsVersion = 'TLSv1.2' | 'TLSv1.3';

/** 48 bytes that seal TLS session tickets, the same for every door of the broker; new ones now and then. */
export type TicketKeys = () => Buffer;

/** MQTT in and out, whatever the broker behind it. */
export type Transport = {
  readonly start: () => Promise<Result<{ readonly port: number }, AppError>>;
  /** Takes in MQTT that came by another door (inside a WebSocket); the peer's certificate is of our CA. The same wall. */
  readonly attach: (stream: Duplex, peer: CertifiedPeer) => void;
  /** Counts what that other door refused together with the refusals here. */
  readonly refuse: Refusals['refuse'];
  /** Closes every connection; what has no acknowledgement yet stays with its sender. */
  readonly stop: () => Promise<void>;
  /** Resolves when the message was handed over; it says nothing of who received it. */
  readonly publish: (
    topic: string,
    payload: Buffer,
    options: { readonly retain?: boolean; readonly qos: 0 | 1 },
  ) => Promise<void>;
  /** Ends every connection of the common name. */
  readonly disconnect: (cn: string) => void;
  /** Whom new connections are to trust and what they are shown; those that are open go on. */
  readonly setCredentials: (credentials: ServerCredentials) => void;
  readonly connectedCount: () => number;
  /** Refusals and traffic by name, since the start. */
  readonly counters: () => Readonly<Record<string, number>>;
};
