import { type Clock, every } from '../../shared/runtime/clock.ts';
import type { Session, Sessions } from './session.ts';

/** How late a silence may be noticed; a look at 10,000 connections takes less than a millisecond. */
const sweepMs = 5_000;
/** A client that is silent for one and a half times its keep-alive is gone (MQTT 3.1.1 §3.1.2.10). */
const silenceMsPerSecond = 1_500;
/** What a socket says when the other side does not even refuse any more. */
const silentErrors: readonly string[] = ['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Longest silence that a keep-alive of CONNECT allows, ms; 0 for none. */
export function silenceOf(keepaliveSeconds: number | undefined): number {
  return (keepaliveSeconds ?? 0) * silenceMsPerSecond;
}

/** Notes that bytes of the connection were read just now. */
export function heard(session: Session, clock: Clock): void {
  session.lastHeardAt = clock.now();
  session.heardMs = clock.monotonicMs();
}

/** Closes a connection; of several reasons the first holds. */
export function end(session: Session, reason: 'silent' | 'broker'): void {
  session.endedBy ??= reason;
  session.stream.destroy();
}

/** Whether an error of a connection is the network's word that nobody is there. */
export function isSilence({ code, message }: NodeJS.ErrnoException): boolean {
  return message === 'keep alive timeout' || (code !== undefined && silentErrors.includes(code));
}

/**
 * Closes connections whose keep-alive ran out, by our own clock; aedes does the same by the machine's, later where this one
 * stands. Bytes that wait to be read, because the connection is held back or its last packets are being stored, are no silence.
 * @returns stops it
 */
export function closeSilent(deps: { readonly clock: Clock; readonly sessions: Sessions }): () => void {
  const { clock, sessions } = deps;
  const sweep = (): void => {
    const nowMs = clock.monotonicMs();
    for (const session of sessions.all()) {
      const { silenceMs, heardMs, stream } = session;
      if (silenceMs === 0 || nowMs - heardMs <= silenceMs || stream.readableLength > 0) continue;
      end(session, 'silent');
    }
  };
  // What came while the process was busy is read first.
  return every(clock, sweepMs, () => void setImmediate(sweep));
}
