import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Account } from './limits.ts';
import type { CertifiedPeer, Identity, SessionLoss } from './transport.ts';

/** What CONNECT carried of a last will; aedes hands the same object to `authorizePublish` when it falls due. */
export type ConnectWill = {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  retain: boolean;
};

/** One connection, from the end of its TLS handshake. */
export type Session = {
  /** The bytes of MQTT: a TLS socket, or what is inside a WebSocket. */
  readonly stream: Duplex;
  readonly peer: CertifiedPeer;
  /** What its identity has used, over all connections. */
  readonly account: Account;
  clientId: string;
  will: ConnectWill | undefined;
  /** Null until the registry let it in. */
  identity: Identity | null;
  /** What it may publish: topic → what is done with it. */
  routes: ReadonlyMap<string, (payload: Buffer) => Promise<void>>;
  /** What it is subscribed to. */
  readonly filters: Set<string>;
  /** Since when it has not read what was sent to it. */
  behindSinceMs: number | null;
  /** Another connection with its client id has come: its will is no news of the machine. */
  isReplaced: boolean;
  /** It was refused with a reason already; what the end of the connection says is no more than an echo. */
  isRefused: boolean;
  /** Broker time of its last packet, and the same on the monotonic clock. */
  lastHeardAt: number;
  heardMs: number;
  /** Longest silence that its keep-alive allows, ms. */
  silenceMs: number;
  /** Why the broker ended it; null while it did not. */
  endedBy: 'silent' | 'broker' | null;
};

/** Our certificates name their holder and nothing else. */
const onlyCommonName = /^CN=([^\n]+)$/;

/**
 * The peer as its certificate names it; valid also for resumed sessions (measured: TLS 1.3 keeps it in the ticket).
 * Read lazily from the certificate: a whole `getPeerCertificate` is 0.06 ms more of each connection (measured).
 */
export function certifiedPeer(socket: TLSSocket): CertifiedPeer {
  const certificate = socket.getPeerX509Certificate();
  return {
    cn: onlyCommonName.exec(certificate?.subject ?? '')?.[1] ?? null,
    certificateSha256: (certificate?.fingerprint256 ?? '').replaceAll(':', '').toLowerCase(),
    // A listener on every address names those of IPv4 as IPv6 ones (RFC 4291 §2.5.5.2).
    remoteAddress: (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, ''),
  };
}

export function openSession(stream: Duplex, peer: CertifiedPeer, account: Account): Session {
  return {
    stream,
    peer,
    account,
    clientId: '',
    will: undefined,
    identity: null,
    routes: new Map(),
    filters: new Set(),
    behindSinceMs: null,
    isReplaced: false,
    isRefused: false,
    lastHeardAt: 0,
    heardMs: 0,
    silenceMs: 0,
    endedBy: null,
  };
}

/** The sessions that are connected, one per client id. */
export type Sessions = {
  /** Let in: whoever holds its client id now is replaced. */
  readonly admitted: (session: Session) => void;
  readonly connected: (session: Session) => void;
  readonly closed: (session: Session) => void;
  /** Also those that are let in and wait for their CONNACK. */
  readonly ofCn: (cn: string) => readonly Session[];
  /** Those that have their CONNACK. */
  readonly all: () => IterableIterator<Session>;
  readonly count: () => number;
};

export function createSessions(on: {
  readonly connected: (
    cn: string,
    clientId: string,
    certificateSha256: string,
    remoteAddress: string,
  ) => void;
  readonly disconnected: (cn: string, clientId: string, loss: SessionLoss) => void;
}): Sessions {
  const byClientId = new Map<string, Session>();
  const all = new Set<Session>();
  const leave = (session: Session): void => {
    byClientId.delete(session.clientId);
    if (session.identity !== null) on.disconnected(session.identity.cn, session.clientId, lossOf(session));
  };
  return {
    admitted: (session) => {
      if (!session.stream.destroyed) all.add(session);
      const holder = byClientId.get(session.clientId);
      if (holder !== undefined) holder.isReplaced = true;
    },
    connected: (session) => {
      const holder = byClientId.get(session.clientId);
      if (holder !== undefined) {
        // Of several that come at once aedes ends the first alone: the others would stay, connected and unknown.
        holder.isReplaced = true;
        leave(holder);
        holder.stream.destroy();
      }
      if (session.identity === null || session.stream.destroyed) return;
      byClientId.set(session.clientId, session);
      const { certificateSha256, remoteAddress } = session.peer;
      on.connected(session.identity.cn, session.clientId, certificateSha256, remoteAddress);
    },
    closed: (session) => {
      all.delete(session);
      if (byClientId.get(session.clientId) === session) leave(session);
    },
    ofCn: (cn) => [...all].filter(({ identity }) => identity?.cn === cn),
    all: () => byClientId.values(),
    count: () => byClientId.size,
  };
}

/** Whoever was refused something was sent away by us. */
function lossOf({ lastHeardAt, silenceMs, isReplaced, isRefused, endedBy }: Session): SessionLoss {
  const how = endedBy ?? (isRefused ? 'broker' : 'closed');
  return { lastHeardAt, silenceMs, how: isReplaced ? 'replaced' : how };
}
