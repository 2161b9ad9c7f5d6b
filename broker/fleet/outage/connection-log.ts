import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import type { EvidenceStore } from '../../store/evidence-port.ts';
import type { Connections, HeldSession } from './connections.ts';

/** Births and ends wait this long for company: a storm of 5,000 is a few transactions. */
const flushMs = 1_000;
/** Of one transaction: 3 ms (measured), then the event loop has its turn. */
const maxTogether = 250;

/** Writes connections in groups; a crash loses the last second of them, in which nothing can be told from the crash itself. */
export type ConnectionLog = {
  /** Something changed. */
  readonly later: () => void;
  readonly flush: () => Promise<void>;
};

export function createConnectionLog(deps: {
  readonly store: Pick<EvidenceStore, 'saveSessions' | 'processStartOf'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly connections: Connections;
}): ConnectionLog {
  const { store, clock, log, connections } = deps;
  let cancelTimer: (() => void) | undefined;
  let writing = Promise.resolve();
  const datePrevious = async (session: HeldSession): Promise<void> => {
    const { previous, previousUpMs, deviceId } = session;
    if (previous === null || previousUpMs === null) return;
    const held = connections.of(deviceId).find(({ boot }) => boot === previous.boot);
    const startedAt = held?.processStartedAt ?? (await store.processStartOf(deviceId, previous.boot));
    session.previous = { ...previous, aliveAt: startedAt === null ? null : startedAt + previousUpMs };
    session.previousUpMs = null;
  };
  const writeSome = async (sessions: readonly HeldSession[]): Promise<boolean> => {
    try {
      for (const session of sessions) await datePrevious(session);
      await store.saveSessions(sessions);
      return true;
    } catch (cause) {
      connections.putBack(sessions);
      log.error({ sessions: sessions.length, reason: String(cause) }, 'connections were not written');
      return false;
    }
  };
  const write = async (): Promise<void> => {
    for (let isGoing = true; isGoing; ) {
      const sessions = connections.takeChanged(maxTogether);
      if (sessions.length === 0) return;
      isGoing = (await writeSome(sessions)) && sessions.length === maxTogether;
      if (isGoing) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const flush = (): Promise<void> => {
    cancelTimer?.();
    cancelTimer = undefined;
    writing = writing.then(write);
    return writing;
  };
  return {
    later: () => {
      cancelTimer ??= clock.after(flushMs, () => void flush(), { isBackground: true });
    },
    flush,
  };
}
