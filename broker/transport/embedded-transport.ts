import type { Duplex } from 'node:stream';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { Aedes, type AedesOptions, type Client } from 'aedes';
import { maxFrameBytes, maxStrangerFrameBytes } from '../../shared/contract/limits.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { type AdmissionConfig, defaultAdmissionConfig } from './admission.ts';
import { guardFrames } from './frame-guard.ts';
import { createGate, type Gate } from './gate.ts';
import { createLimits, defaultLimits, type Limits, type LimitsConfig } from './limits.ts';
import { createPace } from './pace.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import {
  type ConnectWill,
  certifiedPeer,
  createSessions,
  openSession,
  type Session,
  type Sessions,
} from './session.ts';
import { closeSilent, end, heard, isSilence, silenceOf } from './silence.ts';
import { createTlsListener, replaceCredentials, tlsServerOptions } from './tls-listener.ts';
import type {
  CertifiedPeer,
  MinTlsVersion,
  ServerCredentials,
  TicketKeys,
  Transport,
  TransportHandlers,
} from './transport.ts';
import { giveWriteRoom } from './write-room.ts';

export type EmbeddedTransportConfig = {
  readonly port: number;
  /** Every interface when absent. */
  readonly host?: string;
  readonly credentials: ServerCredentials;
  readonly admission?: AdmissionConfig;
  readonly limits?: LimitsConfig;
  readonly minTlsVersion?: MinTlsVersion;
  /** Keys of one process when absent. */
  readonly ticketKeys?: TicketKeys;
};

export type EmbeddedTransportDeps = {
  readonly handlers: TransportHandlers;
  readonly clock: Clock;
  readonly log: Log;
};

/** A client this far behind gets no further views (they carry epoch and rev: it asks again), and is closed in the end… */
const behindBytes = 256 * 1024;
const maxBehindMs = 60_000;
/** …so that it never reaches the point where it would be waited for. */
const writeRoomBytes = 1024 * 1024;

/** Measured settings: `concurrency` halves the CPU of 500 clients against the default of 100. */
const aedesOptions = {
  concurrency: 10_000,
  drainTimeout: 5_000,
  connectTimeout: 10_000,
  keepaliveLimit: 1_200,
  queueLimit: 42,
  maxTopicLevels: 8,
} as const satisfies AedesOptions;

/** MQTT 3.1.1 §2.2.1; a SUBSCRIBE of 64 filters of the contract fits into 8 KiB. */
const publishPacket = 3;
const maxControlFrameBytes = 8 * 1024;

/** CONNACK return codes (MQTT 3.1.1 §3.2.2.3). */
const identifierRejected = 2;
const notAuthorized = 5;

/** The MQTT 3.1.1 broker inside this process. Reports go to the handlers only: nothing of them is kept or forwarded here. */
export function createEmbeddedTransport(
  deps: EmbeddedTransportDeps,
  config: EmbeddedTransportConfig,
): Transport {
  const refusals = createRefusals(deps);
  const sessions = createSessions({
    connected: deps.handlers.onConnected,
    disconnected: deps.handlers.onDisconnected,
  });
  const limits = createLimits(deps, config.limits ?? defaultLimits);
  const gate = createGate({ handlers: deps.handlers, refusals, sessions, limits });
  const run: Run = {
    ...{ deps, refusals, sessions, limits, gate },
    ofClient: new WeakMap(),
    viewsDropped: 0,
    isStopping: false,
    stopSweep: () => {},
  };
  const { admission = defaultAdmissionConfig, ticketKeys, minTlsVersion } = config;
  const tlsOptions = (credentials: ServerCredentials): TlsOptions =>
    tlsServerOptions(credentials, {
      door: 'mqtt',
      clientCertificate: 'required',
      handshakeTimeoutMs: admission.timeoutMs,
      minTlsVersion,
    });
  const tls = createTlsServer(tlsOptions(config.credentials), (socket) =>
    attach(run, socket, certifiedPeer(socket)),
  );
  const { refuse } = refusals;
  const listener = createTlsListener({ clock: deps.clock, refuse, tls, ticketKeys }, { admission });
  return {
    start: async () => {
      run.broker = await Aedes.createBroker({ ...aedesOptions, ...hooks(run) });
      listen(run, run.broker);
      run.stopSweep = closeSilent({ clock: deps.clock, sessions });
      return listener.listen(config);
    },
    attach: (stream, peer) => attach(run, stream, peer),
    refuse,
    stop: async () => {
      run.isStopping = true;
      run.stopSweep();
      for (const session of sessions.all()) session.endedBy ??= 'broker';
      const { broker } = run;
      if (broker !== undefined) await new Promise<void>((resolve) => broker.close(resolve));
      await listener.close();
    },
    publish: (topic, payload, { retain = false, qos }) =>
      new Promise((resolve) => {
        if (run.broker === undefined) return resolve();
        run.broker.publish({ cmd: 'publish', topic, payload, qos, retain, dup: false }, () => resolve());
      }),
    disconnect: (cn) => {
      for (const session of sessions.ofCn(cn)) end(session, 'broker');
    },
    setCredentials: (credentials) => replaceCredentials(tls, tlsOptions(credentials), ticketKeys),
    connectedCount: sessions.count,
    counters: () => ({ ...refusals.counters(), 'views-dropped': run.viewsDropped }),
  };
}

type Run = {
  readonly deps: EmbeddedTransportDeps;
  readonly refusals: Refusals;
  readonly sessions: Sessions;
  readonly limits: Limits;
  readonly gate: Gate;
  readonly ofClient: WeakMap<Client, Session>;
  broker?: Aedes;
  viewsDropped: number;
  isStopping: boolean;
  stopSweep: () => void;
};

function attach(run: Run, stream: Duplex, peer: CertifiedPeer): void {
  if (run.broker === undefined || run.isStopping) {
    stream.destroy();
    return;
  }
  const { limits, refusals } = run;
  const { cn, remoteAddress } = peer;
  const whom = { cn: cn ?? undefined, remoteAddress };
  const account = limits.open(cn ?? '');
  if (account === undefined) {
    refusals.refuse('connections', whom);
    stream.destroy();
    return;
  }
  const session = openSession(stream, peer, account);
  guardFrames(stream, {
    maxBytes: (packetType) => {
      if (session.identity === null) return maxStrangerFrameBytes;
      return packetType === publishPacket ? maxFrameBytes : maxControlFrameBytes;
    },
    onTooLarge: (frameBytes) => {
      session.isRefused = true;
      refusals.refuse('frame-too-large', { ...whom, detail: `${frameBytes} bytes` });
      stream.destroy();
    },
    packetsAtOnce: limits.config.packetsAtOnce,
    mayRead: createPace(
      { clock: run.deps.clock, limits, onHeld: (reason) => refusals.refuse(reason, whom) },
      { stream, account, address: remoteAddress },
    ),
    onRead: (read) => {
      heard(session, run.deps.clock);
      limits.spend(account, read);
    },
  });
  giveWriteRoom(stream, writeRoomBytes);
  stream.once('close', () => {
    limits.close(account);
    run.sessions.closed(session);
  });
  run.ofClient.set(run.broker.handle(stream), session);
}

/** Lets in at once who comes now and then; who comes again and again waits for the CONNACK, the longer the more often. */
function whenDue(run: Run, { account, stream, peer, clientId }: Session, decide: () => void): void {
  const waitMs = run.limits.connectWaitMs(account);
  if (waitMs === 0) {
    decide();
    return;
  }
  const { cn, remoteAddress } = peer;
  run.refusals.refuse('connect-slowed', { cn: cn ?? undefined, clientId, remoteAddress });
  const cancel = run.deps.clock.after(waitMs, decide, { isBackground: true });
  stream.once('close', cancel);
}

function hooks(run: Run): AedesOptions {
  const { gate, ofClient } = run;
  return {
    preConnect: (client, packet, done) => {
      const session = ofClient.get(client);
      if (session === undefined) return done(new Error('unknown connection'), false);
      session.clientId = packet.clientId;
      session.will = packet.will as ConnectWill | undefined;
      session.silenceMs = silenceOf(packet.keepalive);
      // A kept session would queue views in memory for somebody who never returns; CONNACK says that there is none.
      packet.clean = true;
      done(null, true);
    },
    authenticate: (client, _username, _password, done) => {
      const session = ofClient.get(client);
      if (session === undefined) return done(null, false);
      whenDue(run, session, () => {
        const refusal = gate.admit(session);
        if (refusal === null) return done(null, true);
        const returnCode = refusal === 'client-id' ? identifierRejected : notAuthorized;
        done(Object.assign(new Error(refusal), { returnCode }), false);
      });
    },
    authorizePublish: (client, packet, done) => {
      const session = client === null ? undefined : ofClient.get(client);
      if (session === undefined || run.isStopping) return done(new Error('not taken'));
      const isWill = (packet as object) === session.will;
      // The sweep of aedes for wills of dead brokers also meets those of living clients after the computer slept.
      if (isWill && !client?.closed) return done(new Error('not due'));
      const saving = isWill ? gate.will(session, packet) : gate.publish(session, packet);
      saving.then(() => done(null), done);
    },
    authorizeSubscribe: (client, subscription, done) => {
      const session = ofClient.get(client);
      const isAllowed = session !== undefined && gate.subscribe(session, subscription.topic);
      done(null, isAllowed ? subscription : null);
    },
    authorizeForward: (client, packet) => {
      const session = ofClient.get(client);
      return session === undefined || keepsUp(run, session) ? packet : null;
    },
  };
}

/** Whoever reads nothing for a minute is frozen: the connection is closed, its memory is free. */
function keepsUp(run: Run, session: Session): boolean {
  const { stream, peer, clientId } = session;
  if (stream.writableLength <= behindBytes) {
    session.behindSinceMs = null;
    return true;
  }
  run.viewsDropped += 1;
  const nowMs = run.deps.clock.monotonicMs();
  session.behindSinceMs ??= nowMs;
  if (nowMs - session.behindSinceMs >= maxBehindMs && !stream.destroyed) {
    session.isRefused = true;
    const { cn, remoteAddress } = peer;
    run.refusals.refuse('frozen', { cn: cn ?? undefined, clientId, remoteAddress });
    stream.destroy();
  }
  return false;
}

function listen(run: Run, broker: Aedes): void {
  broker.on('clientReady', (client) => {
    const session = run.ofClient.get(client);
    if (session !== undefined) run.sessions.connected(session);
  });
  broker.on('unsubscribe', (filters, client) => {
    for (const filter of filters) run.ofClient.get(client)?.filters.delete(filter);
  });
  const failed = (client: Client, cause: Error): void => connectionFailed(run, client, cause);
  broker.on('clientError', failed);
  broker.on('connectionError', failed);
  // Of its sweep of wills, which the gate refuses; without a listener it would end the process.
  broker.addListener('error', (cause: Error) => run.deps.log.debug({ err: cause }, 'broker'));
}

/** The network's own endings are no refusals; a broken protocol is, once per connection (aedes repeats itself). */
function connectionFailed(run: Run, client: Client, cause: NodeJS.ErrnoException): void {
  const session = run.ofClient.get(client);
  if (session === undefined || session.isRefused || session.isReplaced) return;
  if (isSilence(cause)) session.endedBy ??= 'silent';
  if (cause.code !== undefined || isSilence(cause)) return;
  session.isRefused = true;
  const { cn, remoteAddress } = session.peer;
  const reason = cause.message === 'drain timeout' ? 'frozen' : 'protocol';
  run.refusals.refuse(reason, {
    cn: cn ?? undefined,
    clientId: session.clientId,
    remoteAddress,
    detail: cause.message,
  });
}
