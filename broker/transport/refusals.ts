import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';

/** Stable names: they are counters of the broker's status. `authentication` covers whatever the registry said. */
export type Refusal =
  | 'accept'
  | 'handshake-queue'
  | 'handshake-timeout'
  | 'handshake-failed'
  | 'no-certificate'
  | 'certificate'
  | 'common-name'
  | 'websocket'
  | 'authentication'
  | 'client-id'
  | 'will'
  | 'frame-too-large'
  | 'protocol'
  | 'publish-elsewhere'
  | 'publish-qos-2'
  | 'subscribe-elsewhere'
  | 'frozen'
  | 'not-stored'
  | 'connections'
  | 'subscriptions'
  | Delay;

/** No refusals: whoever sends too much is read later, whoever comes too often is answered later. */
export type Delay = 'slowed' | 'congested' | 'connect-slowed';

const delays: ReadonlySet<Refusal> = new Set<Delay>(['slowed', 'congested', 'connect-slowed']);

/** Of whom, as far as is known. */
export type Refused = {
  readonly cn?: string | undefined;
  readonly clientId?: string | undefined;
  readonly remoteAddress?: string | undefined;
  readonly detail?: string | undefined;
};

export type Refusals = {
  /** Counts, and logs within the reason's allowance. */
  readonly refuse: (reason: Refusal, whom: Refused) => void;
  readonly counters: () => Readonly<Partial<Record<Refusal, number>>>;
};

const linesPerMinute = 10;
const minuteMs = 60_000;
const maxFieldLength = 200;

type Tally = { count: number; windowStartMs: number; lines: number; unlogged: number };

/** One counter per reason, and at most 10 log lines a minute of each: a hostile client floods neither disk nor eye. */
export function createRefusals(deps: { readonly clock: Clock; readonly log: Log }): Refusals {
  const tallies = new Map<Refusal, Tally>();
  const tallyOf = (reason: Refusal): Tally => {
    const nowMs = deps.clock.monotonicMs();
    const tally = tallies.get(reason) ?? { count: 0, windowStartMs: nowMs, lines: 0, unlogged: 0 };
    tallies.set(reason, tally);
    if (nowMs - tally.windowStartMs < minuteMs) return tally;
    tally.windowStartMs = nowMs;
    tally.lines = 0;
    return tally;
  };
  return {
    refuse: (reason, whom) => {
      const tally = tallyOf(reason);
      tally.count += 1;
      if (tally.lines >= linesPerMinute) {
        tally.unlogged += 1;
        return;
      }
      tally.lines += 1;
      const { unlogged } = tally;
      tally.unlogged = 0;
      const fields = { reason, ...shortened(whom), ...(unlogged > 0 ? { unlogged } : {}) };
      deps.log.warn(fields, delays.has(reason) ? 'delayed' : 'refused');
    },
    counters: () => Object.fromEntries([...tallies].map(([reason, { count }]) => [reason, count])),
  };
}

/** Client ids and topics are the stranger's own words. */
function shortened(whom: Refused): Refused {
  return Object.fromEntries(
    Object.entries(whom).map(([key, value]) => [key, value?.slice(0, maxFieldLength)]),
  );
}
