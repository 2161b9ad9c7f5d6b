import type { SectionHashes } from '../shared/contract/readings.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { SessionState } from '../shared/runtime/mqtt-session.ts';

/**
 * Holds the first report of a process, or of a device, until the broker has said what it holds already: a machine whose disk
 * forgets then sends only what changed.
 */
export type WelcomeGate = {
  /** What the broker holds; null when it did not say so in time, or is not to be waited for. */
  readonly wait: () => Promise<SectionHashes | null>;
  /** Takes a welcome; false when nothing waits for one. */
  readonly arrived: (hashes: SectionHashes | undefined) => boolean;
  readonly onState: (state: SessionState) => void;
  /** Holds once more. */
  readonly close: () => void;
  /** Waits no longer. */
  readonly open: () => void;
};

const patienceMs = 20_000;

/** @param deps.hasBacklog while reports wait, the broker cannot have what they carry */
export function createWelcomeGate(deps: {
  readonly clock: Clock;
  readonly connection: () => SessionState;
  readonly hasBacklog: () => boolean;
}): WelcomeGate {
  let held = Promise.withResolvers<SectionHashes | null>();
  let isOpen = false;
  let cancel = (): void => {};
  const settle = (hashes: SectionHashes | null): void => {
    isOpen = true;
    cancel();
    held.resolve(hashes);
  };
  return {
    wait: () => {
      if (!isOpen && (deps.hasBacklog() || !isComing(deps.connection()))) settle(null);
      if (!isOpen) cancel = deps.clock.after(patienceMs, () => settle(null));
      return held.promise;
    },
    arrived: (hashes) => {
      if (isOpen || deps.hasBacklog()) return false;
      settle(hashes ?? null);
      return hashes !== undefined;
    },
    onState: (state) => {
      if (!isOpen && state.kind === 'waiting' && !isComing(state)) settle(null);
    },
    close: () => {
      settle(null);
      held = Promise.withResolvers();
      isOpen = false;
    },
    open: () => settle(null),
  };
}

/** Up, on its way, just lost, or refused, which a new certificate may end: the broker is there. */
function isComing(state: SessionState): boolean {
  if (state.kind !== 'waiting') return state.kind !== 'stopped';
  return state.why === 'lost' || state.hasMetBroker;
}
