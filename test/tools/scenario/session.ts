import type { IPublishPacket, Packet } from 'mqtt-packet';
import { type Random, reconnectDelayMs } from '../../../shared/domain/jitter.ts';
import type { Ledger } from './ledger.ts';
import type { VirtualClock } from './virtual-clock.ts';
import { openWire, type Wire, type WireTarget } from './wire.ts';
import type { Route } from './world.ts';

/** MQTT of a machine as mqtt-session keeps it: keep-alive, patience, back-off; ended, it may be started again. */
export type Session = {
  readonly start: (delayMs: number) => void;
  readonly isConnected: () => boolean;
  /** QoS 1; `acknowledged` at most once, never when the connection ends before. */
  readonly publish: (topic: string, payload: Buffer, acknowledged: () => void) => void;
  /** The way may have opened or closed. */
  readonly wayChanged: () => void;
  /** Tries at once, after a moment, instead of waiting its turn. */
  readonly hurry: (delayMs: number) => void;
  /** A last word, where the way is open, DISCONNECT, and the end. */
  readonly leave: (topic: string, lastWord: Buffer) => void;
  /** The process is killed: the system closes its socket. */
  readonly kill: () => void;
  /** Power is gone: nobody closes anything. */
  readonly vanish: () => void;
};

export type SessionDeps = {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly isBrokerUp: () => boolean;
  readonly hasGateway: () => boolean;
  readonly route: () => Route | null;
  readonly carries: (route: Route) => boolean;
  readonly target: (route: Route) => WireTarget;
  readonly clientId: string;
  readonly orderTopic: string;
  /** Made anew for each attempt. */
  readonly will: () => { readonly topic: string; readonly payload: Buffer };
  readonly onConnect: () => void;
  readonly onOrder: (payload: Buffer) => void;
  readonly onLost: () => void;
};

const keepAliveMs = 120_000;
/** An unanswered packet ends the connection (mqtt-session; the ping after one keep-alive, half of one to answer it). */
const patienceMs = 60_000;
const connectMs = 15_000;
const noGatewayMs = 3_000;

type Connection = {
  readonly route: Route;
  wire: Wire | null;
  isOpen: boolean;
  isClosed: boolean;
  readonly unanswered: Map<
    number | 'ping' | 'connect',
    { readonly end: () => void; readonly done: () => void }
  >;
  /** Written while the way is closed: the system tries to send it again. */
  stuck: Packet[];
  /** What the broker sent meanwhile. */
  held: IPublishPacket[];
};

type Run = {
  readonly deps: SessionDeps;
  connection: Connection | null;
  attempts: number;
  messageId: number;
  isEnded: boolean;
  isLeaving: boolean;
  cancelTimer: () => void;
  cancelPing: () => void;
  cancelPatience: () => void;
};

export function createSession(deps: SessionDeps): Session {
  const nothing = (): void => {};
  const run: Run = {
    ...{ deps, connection: null, attempts: 0, messageId: 0, isEnded: false, isLeaving: false },
    ...{ cancelTimer: nothing, cancelPing: nothing, cancelPatience: nothing },
  };
  const retry = (delayMs: number): void => {
    run.cancelTimer();
    run.cancelTimer = deps.clock.after(delayMs, () => attempt(run));
  };
  return {
    start: (delayMs) => {
      Object.assign(run, { isEnded: false, isLeaving: false });
      retry(delayMs);
    },
    isConnected: () => run.connection?.isOpen === true,
    publish: (topic, payload, acknowledged) => {
      const { connection } = run;
      if (connection?.isOpen !== true) return;
      run.messageId = (run.messageId % 65_535) + 1;
      const publish = {
        cmd: 'publish',
        topic,
        payload,
        qos: 1,
        retain: topic.endsWith('/status'),
        dup: false,
      } as const;
      transmit(run, connection, { ...publish, messageId: run.messageId }, run.messageId, acknowledged);
    },
    wayChanged: () => wayChanged(run),
    hurry: (delayMs) => {
      if (run.connection === null && !run.isEnded) retry(delayMs);
    },
    leave: (topic, lastWord) => leave(run, topic, lastWord),
    kill: () => end(run, (connection) => deps.isBrokerUp() && deps.carries(connection.route)),
    vanish: () => end(run, () => false),
  };
}

function attempt(run: Run): void {
  const { deps } = run;
  if (run.isEnded || run.connection !== null) return;
  const { topic, payload } = deps.will();
  const route = deps.route();
  if (route === null || !deps.isBrokerUp()) {
    const waitMs = deps.hasGateway() ? connectMs : noGatewayMs;
    run.cancelTimer = deps.clock.after(route === null ? waitMs : 0, () => later(run));
    return;
  }
  const connection: Connection = {
    ...{ route, wire: null, isOpen: false, isClosed: false },
    ...{ unanswered: new Map(), stuck: [], held: [] },
  };
  run.connection = connection;
  expect(run, connection, 'connect', () => opened(run, connection));
  const will = { topic, payload, qos: 1, retain: true } as const;
  const connect = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, will } as const;
  connection.wire = openWire(deps.target(route), {
    opened: () =>
      connection.wire?.send({ ...connect, keepalive: keepAliveMs / 1000, clientId: deps.clientId }),
    packet: (packet) => received(run, connection, packet),
    closed: () => closed(run, connection),
  });
}

function later(run: Run): void {
  if (run.isEnded || run.connection !== null) return;
  const delayMs = reconnectDelayMs(run.attempts, run.deps.random);
  run.attempts += 1;
  run.cancelTimer();
  run.cancelTimer = run.deps.clock.after(delayMs, () => attempt(run));
}

/** Remembers a packet until it is answered; the first one that is not for too long ends the connection. */
function expect(run: Run, connection: Connection, id: number | 'ping' | 'connect', done: () => void): void {
  connection.unanswered.set(id, { end: run.deps.ledger.begin(), done });
}

function isThrough({ deps }: Run, { route }: Connection): boolean {
  return deps.isBrokerUp() && deps.carries(route);
}

function transmit(
  run: Run,
  connection: Connection,
  packet: Packet,
  id: number | 'ping',
  done: () => void,
): void {
  expect(run, connection, id, done);
  if (isThrough(run, connection) && connection.stuck.length === 0) connection.wire?.send(packet);
  else {
    // Nobody is to wait for an answer that cannot come.
    connection.unanswered.get(id)?.end();
    if (connection.stuck.length === 0) {
      run.cancelPatience = run.deps.clock.after(patienceMs, () => giveUp(run, connection));
    }
    connection.stuck.push(packet);
  }
  planPing(run, connection);
}

function planPing(run: Run, connection: Connection): void {
  run.cancelPing();
  run.cancelPing = run.deps.clock.after(keepAliveMs, () => {
    if (run.connection === connection) transmit(run, connection, { cmd: 'pingreq' }, 'ping', () => {});
  });
}

function opened(run: Run, connection: Connection): void {
  const { deps } = run;
  connection.isOpen = true;
  run.attempts = 0;
  run.messageId += 1;
  const subscriptions = [{ topic: deps.orderTopic, qos: 1 as const }];
  transmit(
    run,
    connection,
    { cmd: 'subscribe', messageId: run.messageId, subscriptions },
    run.messageId,
    deps.onConnect,
  );
}

function received(run: Run, connection: Connection, packet: Packet): void {
  if (run.connection !== connection || run.isEnded) return;
  if (packet.cmd === 'publish') {
    if (isThrough(run, connection)) order(run, connection, packet);
    else connection.held.push(packet);
  } else if (packet.cmd === 'connack') answered(connection, 'connect');
  else if (packet.cmd === 'pingresp') answered(connection, 'ping');
  else if (packet.messageId !== undefined) answered(connection, packet.messageId);
}

function answered(connection: Connection, id: number | 'ping' | 'connect'): void {
  const waiting = connection.unanswered.get(id);
  connection.unanswered.delete(id);
  waiting?.end();
  waiting?.done();
}

function order(run: Run, connection: Connection, packet: IPublishPacket): void {
  if (packet.qos === 1 && packet.messageId !== undefined) {
    connection.wire?.send({ cmd: 'puback', messageId: packet.messageId });
  }
  run.deps.onOrder(Buffer.from(packet.payload));
}

/** The broker's side, or nobody's: a machine that is cut off learns of it later. */
function closed(run: Run, connection: Connection): void {
  connection.isClosed = true;
  for (const { end: over } of connection.unanswered.values()) over();
  if (run.connection === connection && (isThrough(run, connection) || !run.deps.isBrokerUp()))
    lost(run, connection);
}

function giveUp(run: Run, connection: Connection): void {
  if (run.connection !== connection) return;
  if (isThrough(run, connection)) connection.wire?.destroy();
  lost(run, connection);
}

function lost(run: Run, connection: Connection): void {
  if (run.connection !== connection) return;
  detach(run);
  if (run.isLeaving) run.isEnded = true;
  if (run.isEnded) return;
  run.deps.onLost();
  later(run);
}

function detach(run: Run): void {
  for (const { end: over } of run.connection?.unanswered.values() ?? []) over();
  run.connection = null;
  run.cancelTimer();
  run.cancelPing();
  run.cancelPatience();
}

/** What waited in the system's buffers goes out when the way is open again: the longer it was closed, the later. */
function wayChanged(run: Run): void {
  const { connection } = run;
  if (connection === null || !isThrough(run, connection)) return;
  if (connection.isClosed) {
    run.deps.clock.after(1_000, () => {
      if (connection.stuck.length > 0) lost(run, connection);
    });
    return;
  }
  if (connection.stuck.length === 0 && connection.held.length === 0) return;
  run.deps.clock.after(1_000 + run.deps.random() * 15_000, () => flush(run, connection));
}

function flush(run: Run, connection: Connection): void {
  if (run.connection !== connection || !isThrough(run, connection)) return;
  run.cancelPatience();
  for (const packet of connection.stuck.splice(0)) connection.wire?.send(packet);
  for (const packet of connection.held.splice(0)) order(run, connection, packet);
}

function leave(run: Run, topic: string, lastWord: Buffer): void {
  const { connection } = run;
  run.isLeaving = true;
  if (connection?.isOpen !== true || !isThrough(run, connection)) {
    end(run, () => false);
    return;
  }
  run.messageId = (run.messageId % 65_535) + 1;
  const { messageId } = run;
  const publish = { cmd: 'publish', topic, payload: lastWord, qos: 1, retain: true, dup: false } as const;
  transmit(run, connection, { ...publish, messageId }, messageId, () => {
    connection.wire?.send({ cmd: 'disconnect' });
    connection.wire?.end();
    end(run, () => false);
  });
}

function end(run: Run, closesSocket: (connection: Connection) => boolean): void {
  const { connection } = run;
  run.isEnded = true;
  detach(run);
  if (connection !== null && closesSocket(connection)) connection.wire?.destroy();
}
