import type { Clock } from '../../shared/runtime/clock.ts';
import type { FingerprintBook } from '../enrol/fingerprint-book.ts';
import type { SharedKeys } from '../enrol/shared-keys.ts';
import type { StoredBirth } from '../ingest/stored.ts';
import type { Conditions } from './conditions.ts';
import type { DeviceSessions } from './device-sessions.ts';

export type BirthWatchDeps = {
  readonly clock: Clock;
  readonly book: Pick<FingerprintBook, 'compare' | 'noteBirth'>;
  readonly sharedKeys: SharedKeys;
  /** Key of a certificate, by the SHA-256 of its DER. */
  readonly keyIdOf: (certificateSha256: string) => string | undefined;
  readonly sessions: DeviceSessions;
  readonly conditions: Conditions;
};

/** What births prove of machines: a frozen disk, a wrong clock, a key on several machines. */
export type BirthWatch = {
  readonly born: (birth: StoredBirth) => Promise<void>;
  /** Ends what was not seen for long; now and then. */
  readonly tidy: () => void;
};

/** A device clock further from the broker's than this is wrong. */
const clockToleranceMs = 5 * 60_000;
/** A frozen disk counts no two starts in a row. */
const startsToThaw = 2;
/** More processes that come back in turn than this within the time are two machines under one id. */
const maxReturns = 3;
const returnsMs = 10 * 60_000;
/** A copy that did not show for a school week is gone. */
const cloneKeptMs = 7 * 86_400_000;

type WatchState = BirthWatchDeps & {
  readonly startedAt: number;
  /** Machines with a frozen disk → starts in a row that it counted. */
  readonly counted: Map<string, number>;
  /** Machine → times at which a process came back though another was born meanwhile. */
  readonly returns: Map<string, readonly number[]>;
  /** Machine → when a copy of it was last seen. */
  readonly copySeenAt: Map<string, number>;
};

export function createBirthWatch(deps: BirthWatchDeps): BirthWatch {
  const state: WatchState = {
    ...deps,
    startedAt: deps.clock.now(),
    counted: new Map(),
    returns: new Map(),
    copySeenAt: new Map(),
  };
  return {
    born: async (birth) => {
      if (birth.isReturn) watchReturns(state, birth);
      if (birth.isForeign) {
        sawCopy(state, birth.deviceId, 'other hardware');
        await shareKey(state, birth);
        return;
      }
      watchDisk(state, birth);
      watchClock(state, birth);
      watchKey(state, birth);
      await state.book.noteBirth(birth.deviceId, birth.birth.fingerprint);
    },
    tidy: () => tidy(state),
  };
}

/** Also where hardware says nothing, processes that take turns under one id are several machines. */
function watchReturns(state: WatchState, { deviceId }: StoredBirth): void {
  const now = state.clock.now();
  const times = [...(state.returns.get(deviceId) ?? []), now].filter((at) => at > now - returnsMs);
  state.returns.set(deviceId, times.slice(-maxReturns - 1));
  if (times.length > maxReturns) sawCopy(state, deviceId, 'taking turns');
}

/** @param proof other hardware proves it; taking turns is a suspicion, and never replaces the proof */
function sawCopy(state: WatchState, deviceId: string, proof: 'other hardware' | 'taking turns'): void {
  state.copySeenAt.set(deviceId, state.clock.now());
  if (proof === 'taking turns' && state.conditions.has(deviceId, 'clone')) return;
  state.conditions.set(deviceId, 'clone', proof);
}

/** The key of the connection, if it is the one that the birth names: a connection that is gone left no certificate. */
function provenKeyOf(state: WatchState, { deviceId, birth }: StoredBirth): string | null {
  const certificate = state.sessions.certificateOf(deviceId);
  const keyId = certificate === null ? undefined : state.keyIdOf(certificate);
  return keyId === birth.keyId ? keyId : null;
}

async function shareKey(state: WatchState, birth: StoredBirth): Promise<void> {
  const keyId = provenKeyOf(state, birth);
  if (keyId === null) return;
  await state.sharedKeys.add(keyId, birth.deviceId);
  state.conditions.set(birth.deviceId, 'shared-key', null);
}

function watchKey(state: WatchState, birth: StoredBirth): void {
  const keyId = provenKeyOf(state, birth);
  if (keyId === null) return;
  if (state.sharedKeys.has(keyId)) state.conditions.set(birth.deviceId, 'shared-key', null);
  else state.conditions.clear(birth.deviceId, 'shared-key');
}

function watchDisk(state: WatchState, { deviceId, birth, bootNoStep }: StoredBirth): void {
  if (bootNoStep === 'back') {
    state.counted.delete(deviceId);
    state.conditions.set(deviceId, 'frozen', `start ${birth.bootNo}`);
  } else if (bootNoStep === 'next' && state.conditions.has(deviceId, 'frozen')) {
    const counted = (state.counted.get(deviceId) ?? 0) + 1;
    state.counted.set(deviceId, counted);
    if (counted < startsToThaw) return;
    state.counted.delete(deviceId);
    state.conditions.clear(deviceId, 'frozen');
  }
}

function watchClock(state: WatchState, { deviceId, birth, receivedAt }: StoredBirth): void {
  // Stamped later than now: the broker's own clock is behind, and says nothing of others.
  if (receivedAt > state.clock.now()) return;
  const offsetMs = birth.at - receivedAt;
  if (Math.abs(offsetMs) <= clockToleranceMs) state.conditions.clear(deviceId, 'clock-wrong');
  else {
    const sign = offsetMs > 0 ? '+' : '';
    state.conditions.set(deviceId, 'clock-wrong', `${sign}${Math.round(offsetMs / 60_000)} min`);
  }
}

function tidy(state: WatchState): void {
  const now = state.clock.now();
  for (const [deviceId, times] of state.returns) {
    if ((times.at(-1) ?? 0) <= now - returnsMs) state.returns.delete(deviceId);
  }
  for (const { deviceId } of state.conditions.ofKind('clone')) {
    if (now - (state.copySeenAt.get(deviceId) ?? state.startedAt) <= cloneKeptMs) continue;
    state.copySeenAt.delete(deviceId);
    state.conditions.clear(deviceId, 'clone');
  }
}
