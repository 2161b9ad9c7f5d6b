import type { Socket } from 'node:net';
import type { Clock } from '../../shared/runtime/clock.ts';
import { createTurns } from './turns.ts';

export type AdmissionConfig = {
  /** Handshakes at once: enough for peers that are 50 ms away. */
  readonly atOnce: number;
  /**
   * Handshakes begun in one turn of the event loop (0.5 ms each): 50 places alone move in lockstep, and every turn takes
   * 45 ms for everybody else.
   */
  readonly startsPerTurn: number;
  /** A peer that is slower than this at its handshake gives its place back, and may still finish. */
  readonly placeMs: number;
  /** For the first byte, and from there for the whole handshake. */
  readonly timeoutMs: number;
  readonly maxWaiting: number;
};

export const defaultAdmissionConfig: AdmissionConfig = {
  atOnce: 50,
  startsPerTurn: 4,
  placeMs: 500,
  timeoutMs: 10_000,
  maxWaiting: 8_192,
};

export type Admission = {
  readonly offer: (socket: Socket) => void;
  /** The handshake of this peer is over, well or badly. */
  readonly finished: (socket: Peer) => void;
};

/**
 * Connections are accepted one in a turn (libuv 1.45 on), and that goes first: the system keeps 4,096 that wait for it and
 * drops the next, who tries again after 1, 3, 7 and 15 s.
 */
const acceptingTurnsPerStart = 4;

type Peer = { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined };

/**
 * Lets connections into the TLS handshake gradually. A place is taken only by a peer that has sent something, so that
 * silent connections take none. Addresses take turns, so that a crowd from one of them delays itself.
 */
export function createAdmission(
  deps: {
    readonly clock: Clock;
    readonly admit: (socket: Socket) => void;
    readonly refuse: (reason: 'handshake-queue' | 'handshake-timeout', socket: Socket) => void;
  },
  config: AdmissionConfig,
): Admission {
  const ready = createTurns<Socket>();
  const places = new Map<string, () => void>();
  /** Oldest first. */
  const silent = new Set<Socket>();
  let isTurnAwaited = false;
  let hasAccepted = false;
  let acceptingTurns = 0;

  const awaitTurn = (): void => {
    if (!isTurnAwaited) setImmediate(takeTurn);
    isTurnAwaited = true;
  };
  const startsNow = (): number => {
    acceptingTurns = hasAccepted ? acceptingTurns + 1 : 0;
    hasAccepted = false;
    if (acceptingTurns === 0) return config.startsPerTurn;
    return acceptingTurns % acceptingTurnsPerStart === 0 ? 1 : 0;
  };
  const takeTurn = (): void => {
    isTurnAwaited = false;
    for (let starts = startsNow(); starts > 0 && places.size < config.atOnce; ) {
      const socket = ready.take();
      if (socket === undefined) return;
      if (socket.destroyed) continue;
      starts -= 1;
      takePlace(socket);
    }
    if (ready.length() > 0 && places.size < config.atOnce) awaitTurn();
  };
  const takePlace = (socket: Socket): void => {
    const key = keyOf(socket);
    const leave = (): void => {
      cancel();
      if (places.get(key) !== leave) return;
      places.delete(key);
      awaitTurn();
    };
    const cancel = deps.clock.after(config.placeMs, leave, { isBackground: true });
    places.set(key, leave);
    socket.once('close', leave);
    deps.admit(socket);
  };
  const turnAway = (reason: 'handshake-queue' | 'handshake-timeout', socket: Socket): void => {
    deps.refuse(reason, socket);
    socket.destroy();
  };
  /** An honest peer speaks first, at once: whoever has been silent for longest gives way to the newcomer. */
  const makeRoom = (): void => {
    const [oldest] = silent;
    if (oldest === undefined || silent.size + ready.length() < config.maxWaiting) return;
    silent.delete(oldest);
    turnAway('handshake-queue', oldest);
  };
  return {
    offer: (socket) => {
      hasAccepted = true;
      makeRoom();
      if (silent.size + ready.length() >= config.maxWaiting) return turnAway('handshake-queue', socket);
      silent.add(socket);
      const heard = (): void => {
        cancel();
        if (!silent.delete(socket)) return;
        socket.off('readable', heard).off('close', heard);
        if (socket.destroyed) return;
        ready.add(socket.remoteAddress ?? '', socket);
        awaitTurn();
      };
      const timedOut = (): void => turnAway('handshake-timeout', socket);
      const cancel = deps.clock.after(config.timeoutMs, timedOut, { isBackground: true });
      socket.on('error', () => {});
      socket.once('readable', heard).once('close', heard);
    },
    finished: (socket) => places.get(keyOf(socket))?.(),
  };
}

/** Unique among the live connections of one listener. */
function keyOf({ remoteAddress, remotePort }: Peer): string {
  return `${remoteAddress} ${remotePort}`;
}
