import { encode } from '../shared/contract/codec.ts';
import { contractVersion, inFlightWindow } from '../shared/contract/limits.ts';
import type { AckMode, Answer } from '../shared/contract/order.ts';
import type { Address } from '../shared/contract/scalars.ts';
import type { Birth, Death } from '../shared/contract/status.ts';
import { buildTopic } from '../shared/contract/topics.ts';
import type { Random } from '../shared/domain/jitter.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import {
  type MqttSession,
  openMqttSession,
  type SessionConfig,
  type SessionDeps,
  type SessionState,
} from '../shared/runtime/mqtt-session.ts';
import type { NetworkRoute } from '../shared/runtime/network-route.ts';
import type { BirthDescription } from './birth.ts';
import { type Outbox, rowKey } from './outbox.ts';
import type { OutboxRow } from './outbox-rows.ts';

/** The agent's connection: birth and will, the outbox drained in order, orders handed over, answers sent. */
export type Uplink = {
  readonly start: (delayMs: number) => void;
  /** Says goodbye, if connected, and closes. */
  readonly stop: (reason: 'stopped' | 'shutdown') => Promise<void>;
  /** Sends what has come into the outbox. */
  readonly drain: () => void;
  /** What the `stored` order says: committed by a worker behind an external broker. */
  readonly stored: (boot: string, upTo: number, also: readonly number[]) => void;
  /** Leaves without goodbye and comes back as whoever this machine is now; the numbers go on. */
  readonly move: () => Promise<void>;
  /** Number of the present connection. */
  readonly conn: () => number;
  /** Leaves this connection for the first of the addresses. */
  readonly reconnect: () => void;
  readonly state: () => SessionState;
};

export type UplinkConfig = {
  /** Of each new session, and of each new connection. */
  readonly deviceId: () => string;
  readonly birth: () => BirthDescription;
  readonly boot: string;
  readonly credentials: SessionConfig['credentials'];
  readonly addresses: () => readonly Address[];
  readonly route?: NetworkRoute | undefined;
};

export type UplinkDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly outbox: Outbox;
  readonly upSeconds: () => number;
  readonly ackMode: () => AckMode;
  readonly onOrder: (payload: Buffer) => Promise<Answer | null>;
  /** An answer is out, or lost with its connection. */
  readonly onAnswered?: () => void;
  readonly onState: (state: SessionState) => void;
  /** Connected, and everything in the outbox is acknowledged. */
  readonly onDrained?: () => void;
  readonly ticket?: NonNullable<SessionDeps['ticket']>;
  /** What a birth tells of this machine's past. */
  readonly past?: () => Pick<Birth, 'osUp' | 'previous'>;
};

/** A lost machine is noticed after one and a half of these (MQTT 3.1.1 §3.1.2.10). */
const keepaliveSeconds = 120;
const goodbyeMs = 3_000;

/** Behind an external broker: a report that no `stored` order names by then goes out again. */
const storedTimeoutMs = 60_000;

type UplinkRun = {
  readonly config: UplinkConfig;
  readonly deps: UplinkDeps;
  session: MqttSession | undefined;
  /** Whose session it is. */
  cn: string;
  /** That of this connection's certificate. */
  birth: BirthDescription;
  /** Number of the connection within this boot; a failed attempt takes one too, since the broker may have seen its will. */
  conn: number;
  /** The birth of this connection is acknowledged. */
  isBorn: boolean;
  /** Reports on the wire of this connection, by `rowKey`. */
  readonly sent: Set<string>;
  cancelStoredTimer: () => void;
};

export function createUplink(deps: UplinkDeps, config: UplinkConfig): Uplink {
  const run: UplinkRun = {
    config,
    deps,
    session: undefined,
    cn: config.deviceId(),
    birth: config.birth(),
    conn: 0,
    isBorn: false,
    sent: new Set(),
    cancelStoredTimer: () => {},
  };
  return {
    start: (delayMs) => {
      run.session = openSession(run);
      run.session.start(delayMs);
    },
    stop: (reason) => stop(run, reason),
    drain: () => drain(run),
    stored: (boot, upTo, also) => stored(run, boot, upTo, also),
    move: () => move(run),
    conn: () => run.conn,
    reconnect: () => run.session?.reconnect(),
    state: () => run.session?.state() ?? { kind: 'stopped' },
  };
}

function openSession(run: UplinkRun): MqttSession {
  const { config, deps } = run;
  const cn = config.deviceId();
  run.cn = cn;
  return openMqttSession(
    {
      addresses: config.addresses,
      credentials: config.credentials,
      clientId: cn,
      keepaliveSeconds,
      subscriptions: [{ topic: buildTopic({ kind: 'order', cn }), qos: 1 }],
      ...(config.route === undefined ? {} : { route: config.route }),
      will: () => {
        run.conn += 1;
        run.birth = config.birth();
        return { topic: buildTopic({ kind: 'status', cn }), payload: death(run, 'lost') };
      },
    },
    {
      clock: deps.clock,
      random: deps.random,
      onConnect: () => connected(run),
      onMessage: (_topic, payload) => {
        // The order is kept by the broker until it is answered: acknowledged at once, carried out beside the session.
        void deps.onOrder(payload).then((given) => answer(run, cn, given));
        return Promise.resolve();
      },
      onState: (state) => {
        if (state.kind !== 'connected') forgetConnection(run);
        deps.onState(state);
      },
      ...(deps.ticket === undefined ? {} : { ticket: deps.ticket }),
    },
  );
}

/** Reports wait for the birth's acknowledgement: it anchors their times and names the machine that they are from. */
async function connected(run: UplinkRun): Promise<void> {
  const { conn, config, deps } = run;
  const birth: Birth = {
    v: contractVersion,
    kind: 'birth',
    boot: config.boot,
    conn,
    at: deps.clock.now(),
    up: deps.upSeconds(),
    ...deps.past?.(),
    ...run.birth,
  };
  const topic = buildTopic({ kind: 'status', cn: run.cn });
  const published = await run.session?.publish(topic, encode(birth), { retain: true });
  if (published?.ok !== true || run.conn !== conn) return;
  run.isBorn = true;
  drain(run);
}

function forgetConnection(run: UplinkRun): void {
  run.isBorn = false;
  run.sent.clear();
  run.cancelStoredTimer();
}

function drain(run: UplinkRun): void {
  const free = inFlightWindow - run.sent.size;
  if (!run.isBorn || free <= 0) return;
  for (const row of run.deps.outbox.next(free, run.sent)) {
    run.sent.add(rowKey(row));
    void send(run, row);
  }
  if (run.sent.size === 0) run.deps.onDrained?.();
}

async function send(run: UplinkRun, row: OutboxRow): Promise<void> {
  const { conn, deps } = run;
  const topic = buildTopic({ kind: 'report', cn: run.cn });
  const published = await run.session?.publish(topic, row.payload);
  if (published?.ok !== true || run.conn !== conn) return;
  if (deps.ackMode() === 'stored') {
    awaitStored(run);
    return;
  }
  deps.outbox.acknowledge(row.boot, row.seq);
  run.sent.delete(rowKey(row));
  drain(run);
}

function awaitStored(run: UplinkRun): void {
  run.cancelStoredTimer();
  run.cancelStoredTimer = run.deps.clock.after(storedTimeoutMs, () => {
    run.sent.clear();
    drain(run);
  });
}

function stored(run: UplinkRun, boot: string, upTo: number, also: readonly number[]): void {
  const { outbox } = run.deps;
  outbox.acknowledgeUpTo(boot, upTo);
  for (const seq of also) outbox.acknowledge(boot, seq);
  for (const key of [...run.sent]) {
    const [sentBoot, seq] = key.split('.');
    if (sentBoot === boot && (Number(seq) <= upTo || also.includes(Number(seq)))) run.sent.delete(key);
  }
  if (run.sent.size === 0) run.cancelStoredTimer();
  drain(run);
}

/** @param cn to whom the order was given: this machine may be another device by now */
async function answer(run: UplinkRun, cn: string, given: Answer | null): Promise<void> {
  if (given === null) return;
  const topic = buildTopic({ kind: 'answer', cn });
  // Lost with the connection: the broker sends the order again after the next birth, and the same answer is given.
  if (cn === run.cn) await run.session?.publish(topic, encode(given));
  run.deps.onAnswered?.();
}

/** Neither death nor will: the old id may be another machine's, which is not dead. */
async function move(run: UplinkRun): Promise<void> {
  const { session } = run;
  if (session === undefined) return;
  forgetConnection(run);
  await session.stop();
  if (run.session !== session) return;
  run.session = openSession(run);
  run.session.start();
}

async function stop(run: UplinkRun, reason: 'stopped' | 'shutdown'): Promise<void> {
  const { session } = run;
  if (session === undefined) return;
  if (run.isBorn) {
    const topic = buildTopic({ kind: 'status', cn: run.cn });
    let cancel = (): void => {};
    const deadline = new Promise<void>((resolve) => {
      cancel = run.deps.clock.after(goodbyeMs, resolve);
    });
    await Promise.race([session.publish(topic, death(run, reason), { retain: true }), deadline]);
    cancel();
  }
  run.session = undefined;
  await session.stop();
}

function death(run: UplinkRun, reason: Death['reason']): Buffer {
  const { boot } = run.config;
  return encode({ v: contractVersion, kind: 'death', boot, conn: run.conn, reason } satisfies Death);
}
