import type { Interval, MachineEvidence, OutageContext, Session } from './evidence.ts';
import { newProcessMs, retryMs, slackMs } from './pace.ts';

/**
 * What was the matter with one machine, by its own word: `dark`: without power; `stopped`: only the agent gone; `lan`: alive,
 * gateway unreachable; `line`: gateway fine, outside proven unreachable; `broker`: outside fine, our broker not; `beyond`: alive,
 * no way to the broker, nothing more known; `vague`: silence that nothing explains (yet).
 */
export type StretchKind = 'dark' | 'stopped' | 'lan' | 'line' | 'broker' | 'beyond' | 'vague';

/** A time in which something was the matter with a machine. */
export interface Stretch {
  readonly machine: MachineEvidence;
  readonly kind: StretchKind;
  /** `from` is -Infinity where it was so already when the machine began to look. */
  readonly start: Interval;
  /** Null while it lasts; `to` is Infinity where the machine lost sight of it. */
  readonly end: Interval | null;
  /** The connection that ended with it, and the one after; null where there was none. */
  readonly lost: Session | null;
  readonly back: Session | null;
  /** The system started anew, but nothing is known of how the one before ended (a disk that forgets, an agent that was ended). */
  readonly isWeak: boolean;
  /** Whether the gateway answered meanwhile. */
  readonly isGatewayFine: boolean;
}

/** What a loss is judged by; `back` is the connection after it. */
interface LossFrame {
  readonly machine: MachineEvidence;
  readonly back: Session | null;
  readonly context: Pick<OutageContext, 'brokerGaps'>;
}

/**
 * When a connection was lost: after the last packet, and before the next one that had to come. A client sends within its
 * keep-alive, and a broker waits one and a half of it (MQTT 3.1.1 §3.1.2.10); a socket that a living system closes tells at once.
 * Silence proves nothing while the broker did not serve.
 */
export function lossOf(session: Session, { machine, back, context }: LossFrame): Interval {
  let to = session.lastHeardAt + (session.silenceMs * 2) / 3 + slackMs;
  const from = Math.max(
    session.lastHeardAt,
    lastReached(session, machine, Math.min(to, lookedUntil(session, back))),
  );
  const { end, endedAt } = session;
  const isTold = end === 'closed' || end === 'untold' || end === 'shutdown' || end === 'stopped';
  if (isTold && endedAt !== null && endedAt <= to)
    return { from: Math.max(from, endedAt - 1000), to: endedAt };
  for (const gap of context.brokerGaps) {
    if (gap.from.from - slackMs <= to && gap.to >= from) to = Math.max(to, gap.to + retryMs);
  }
  return { from, to };
}

/** Until when the process of that connection looked by itself. */
function lookedUntil({ boot, lastHeardAt }: Session, back: Session | null): number {
  if (back === null) return Number.POSITIVE_INFINITY;
  if (back.boot === boot) return back.bornAt;
  const { osStartedAt, processStartedAt, bornAt } = back;
  const startedAt =
    osStartedAt !== null && osStartedAt > lastHeardAt ? osStartedAt : (processStartedAt ?? bornAt);
  return startedAt - newProcessMs;
}

/** The newest of its own checks that still reached the broker over that network. */
function lastReached({ lastHeardAt, asn }: Session, { runs }: MachineEvidence, until: number): number {
  let last = lastHeardAt;
  for (const run of runs) {
    if (run.broker === 'ok' && run.asn === asn && run.to > last && run.to <= until) last = run.to;
  }
  return last;
}

/** Whether a loss may be the broker's own doing: then it says nothing of the machine. */
export function isBrokersDoing(session: Session, context: Pick<OutageContext, 'brokerGaps'>): boolean {
  if (session.end === 'broker') return true;
  const to = session.lastHeardAt + (session.silenceMs * 2) / 3 + slackMs;
  return context.brokerGaps.some((gap) => gap.from.from - slackMs <= to && gap.to >= session.lastHeardAt);
}
