import type { Clock } from '../../shared/runtime/clock.ts';
import { createTokenBucket, type Rate, type TokenBucket } from './token-bucket.ts';
import { createTurns } from './turns.ts';

export type LimitsConfig = {
  /** Packets of one identity, whatever their kind. */
  readonly packets: Rate;
  /** Bytes of one identity, as they are after inflating. */
  readonly bytes: Rate;
  /** Connections of one identity. */
  readonly connects: Rate;
  /** Below the shortest keepalive, and below what a client waits for its CONNACK. */
  readonly maxWaitMs: number;
  /** Of one identity at once: a user's windows, or copies of one machine that have not been told apart yet. */
  readonly maxConnections: number;
  readonly maxSubscriptions: number;
  /** Packets of one connection that are worked on at once; an agent has ten reports on the wire. */
  readonly packetsAtOnce: number;
  /** Messages and bytes that all connections together have in work: beyond this they take turns at being read. */
  readonly maxWorking: number;
  readonly maxWorkingBytes: number;
  /** A message that unpacks to more than this is worked on alone: reading 1 MiB of hostile JSON takes 4 to 12 ms. */
  readonly heavyBytes: number;
};

/**
 * One machine's backlog of 120 days (34,560 heartbeats, 12 MB) passes undelayed, and so do 256 copies of one disk
 * that ask for a name of their own, or a script that runs a console command for each school.
 */
export const defaultLimits: LimitsConfig = {
  packets: { burst: 36_000, perSecond: 1_000 },
  bytes: { burst: 32_000_000, perSecond: 2_000_000 },
  connects: { burst: 256, perSecond: 2 },
  maxWaitMs: 10_000,
  maxConnections: 64,
  maxSubscriptions: 64,
  packetsAtOnce: 16,
  maxWorking: 4_096,
  maxWorkingBytes: 32 * 1024 * 1024,
  heavyBytes: 128 * 1024,
};

const maxAccounts = 32_768;

/** What one identity has used, over all of its connections; it outlives them, or reconnecting would pay every debt. */
export type Account = {
  readonly packets: TokenBucket;
  readonly bytes: TokenBucket;
  readonly connects: TokenBucket;
  connections: number;
};

/** A message to be worked on: what it holds of our memory, and what it is after inflating. */
export type Work = { readonly bytes: number; readonly unpackedBytes: number; readonly address: string };

/** Delays, never closes: what is not read is not acknowledged, and stays with its sender. */
export type Limits = {
  readonly config: LimitsConfig;
  /** The account of a certificate's common name, at a new connection of it; undefined when it has too many. */
  readonly open: (cn: string) => Account | undefined;
  readonly close: (account: Account) => void;
  /** Spends what was read. */
  readonly spend: (account: Account, used: { readonly packets: number; readonly bytes: number }) => void;
  /** How long this identity is not read. */
  readonly waitMs: (account: Account) => number;
  /** Counts a connection; how long its CONNACK is held. */
  readonly connectWaitMs: (account: Account) => number;
  /** Hands a message on, at once or, when it is heavy, in its turn; it counts as being in work until it is settled. */
  readonly work: (message: Work, task: () => Promise<void>) => Promise<void>;
  readonly isCongested: () => boolean;
  /** Calls back when it is the address's turn to be read. */
  readonly awaitTurn: (address: string, resume: () => void) => void;
};

export function createLimits(deps: { readonly clock: Clock }, config: LimitsConfig = defaultLimits): Limits {
  const now = deps.clock.monotonicMs;
  const accounts = new Map<string, Account>();
  const newAccount = (): Account => {
    const start = { maxWaitMs: config.maxWaitMs, nowMs: now() };
    return {
      packets: createTokenBucket(config.packets, start),
      bytes: createTokenBucket(config.bytes, start),
      connects: createTokenBucket(config.connects, start),
      connections: 0,
    };
  };
  return {
    config,
    open: (cn) => {
      const account = accounts.get(cn) ?? newAccount();
      accounts.delete(cn);
      accounts.set(cn, account);
      forgetOldest(accounts);
      if (account.connections >= config.maxConnections) return undefined;
      account.connections += 1;
      return account;
    },
    close: (account) => {
      account.connections -= 1;
    },
    spend: (account, { packets, bytes }) => {
      const nowMs = now();
      account.packets.spend(packets, nowMs);
      account.bytes.spend(bytes, nowMs);
    },
    waitMs: (account) => {
      const nowMs = now();
      return Math.max(account.packets.waitMs(nowMs), account.bytes.waitMs(nowMs));
    },
    connectWaitMs: (account) => {
      const nowMs = now();
      account.connects.spend(1, nowMs);
      return account.connects.waitMs(nowMs);
    },
    ...createCongestion(config),
  };
}

/** Who is not connected and has not been for the longest time; that is in its favour. */
function forgetOldest(accounts: Map<string, Account>): void {
  for (const [cn, { connections }] of accounts) {
    if (accounts.size <= maxAccounts) return;
    if (connections === 0) accounts.delete(cn);
  }
}

function createCongestion(config: LimitsConfig): Pick<Limits, 'work' | 'isCongested' | 'awaitTurn'> {
  const readers = createTurns<() => void>();
  const inHeavyTurn = createHeavyTurns();
  let working = 0;
  let workingBytes = 0;
  const isCongested = (): boolean => working >= config.maxWorking || workingBytes >= config.maxWorkingBytes;
  const settle = (bytes: number): void => {
    working -= 1;
    workingBytes -= bytes;
    while (readers.length() > 0 && !isCongested()) readers.take()?.();
  };
  return {
    isCongested,
    work: ({ bytes, unpackedBytes, address }, task) => {
      working += 1;
      workingBytes += bytes;
      const done = unpackedBytes > config.heavyBytes ? inHeavyTurn(address, task) : task();
      const settled = (): void => settle(bytes);
      done.then(settled, settled);
      return done;
    },
    awaitTurn: readers.add,
  };
}

/** One heavy message after the other; the event loop has its turn between two. */
function createHeavyTurns(): (address: string, task: () => Promise<void>) => Promise<void> {
  const waiting = createTurns<() => void>();
  let isBusy = false;
  const next = (): void => {
    const start = waiting.take();
    isBusy = start !== undefined;
    start?.();
  };
  return async (address, task) => {
    if (isBusy) await new Promise<void>((resolve) => waiting.add(address, resolve));
    isBusy = true;
    try {
      await task();
    } finally {
      setImmediate(next);
    }
  };
}
