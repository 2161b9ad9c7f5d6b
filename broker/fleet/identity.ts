import type { Log } from '../../shared/runtime/log.ts';
import type { Renewals } from '../enrol/renewals.ts';
import type { StoredBirth } from '../ingest/stored.ts';
import type { IdentityStore } from '../store/identity-port.ts';
import type { DeviceRecord } from '../store/registry-port.ts';
import { type BirthWatch, type BirthWatchDeps, createBirthWatch } from './birth-watch.ts';
import type { DeviceEvents } from './device-events.ts';
import type { Born } from './device-sessions.ts';
import { type IdentityOrder, isIdentityOrder } from './identity-order.ts';
import type { Mergers } from './mergers.ts';
import type { Orders } from './orders.ts';
import type { Picture } from './picture.ts';

export type FleetIdentityDeps = BirthWatchDeps & {
  readonly store: Pick<IdentityStore, 'setMergedInto' | 'proposals' | 'decideProposal'>;
  readonly log: Log;
  readonly renewals: Renewals;
  readonly mergers: Mergers;
  readonly picture: Picture;
  readonly orders: Orders;
  readonly events: Pick<DeviceEvents, 'add'>;
};

/** One machine, one device: what the running broker sees of it, and does about it. */
export type FleetIdentity = {
  /** After the picture is loaded: merged ids leave it. */
  readonly load: (records: readonly DeviceRecord[]) => Promise<void>;
  /** Judges a birth, then greets the machine with the order about its identity that it needs. */
  readonly born: (birth: StoredBirth) => Promise<void>;
  /** `otherId` was the same machine: it is shown under `deviceId` from now on. */
  readonly merge: (deviceId: string, otherId: string) => Promise<void>;
  /** `otherId` is a machine of its own again; an accepted proposal of the two is undone. */
  readonly unmerge: (otherId: string, by: string) => Promise<void>;
  /** What was born on the connection under the id now, whosever it is. */
  readonly bornAs: (deviceId: string) => Born | null;
  /** Orders this process to become another machine. The order's id; null when too many orders wait. */
  readonly split: (deviceId: string, born: Born) => Promise<string | null>;
  /** Orders a new key. The order's id; null when too many orders wait. */
  readonly renew: (deviceId: string) => Promise<string | null>;
  /** Gives a connected machine the certificate that it needs by now, before its next birth would. */
  readonly renewIfNeeded: (deviceId: string) => Promise<void>;
  readonly tidy: () => void;
};

const dayMs = 86_400_000;
/** A split names a connection, which seldom lasts longer. */
const splitLifeMs = dayMs;
const renewLifeMs = 30 * dayMs;

type IdentityState = FleetIdentityDeps & { readonly watch: BirthWatch };

export function createFleetIdentity(deps: FleetIdentityDeps): FleetIdentity {
  const state: IdentityState = { ...deps, watch: createBirthWatch(deps) };
  const inTurn = createTurns();
  return {
    load: (records) => load(state, records),
    born: (birth) => inTurn(birth.deviceId, () => born(state, birth)),
    merge: (deviceId, otherId) => merge(state, deviceId, otherId),
    unmerge: (otherId, by) => unmerge(state, otherId, by),
    bornAs: state.sessions.bornAs,
    split: (deviceId, { boot, conn }) =>
      state.orders.giveIdentity(deviceId, { kind: 'split', boot, conn }, splitLifeMs),
    renew: (deviceId) => state.orders.giveIdentity(deviceId, { kind: 'renew' }, renewLifeMs),
    renewIfNeeded: (deviceId) => inTurn(deviceId, () => renewIfNeeded(state, deviceId)),
    tidy: state.watch.tidy,
  };
}

/** Work on one machine follows the work on it before; machines do not wait for each other. */
function createTurns(): (deviceId: string, work: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<void>>();
  return (deviceId, work) => {
    const done = (last.get(deviceId) ?? Promise.resolve()).catch(() => undefined).then(work);
    last.set(deviceId, done);
    const forget = (): void => {
      if (last.get(deviceId) === done) last.delete(deviceId);
    };
    done.then(forget, forget);
    return done;
  };
}

/** What the machine that is connected now has not asked for: a copy, or whoever is not born yet, is seen to at its birth. */
async function renewIfNeeded(state: IdentityState, deviceId: string): Promise<void> {
  const as = state.sessions.bornAs(deviceId);
  if (as === null || state.sessions.kindOf(deviceId) === 'foreign') return;
  const renewal = await renewalFor(state, deviceId);
  if (renewal !== null) await state.orders.giveRenewal(deviceId, as, renewal);
}

async function load(state: IdentityState, records: readonly DeviceRecord[]): Promise<void> {
  await state.conditions.load();
  state.mergers.load(records);
  for (const { deviceId, mergedInto, isWeakIdentity } of records) {
    if (mergedInto !== null) state.picture.hide(deviceId);
    if (isWeakIdentity) state.conditions.set(deviceId, 'weak-identity', null);
  }
}

async function born(state: IdentityState, stored: StoredBirth): Promise<void> {
  const { deviceId } = stored;
  // Compared once more: the machine's first birth, which says what its own hardware is, may have come just before this one.
  const isForeign = stored.isForeign || state.book.compare(deviceId, stored.birth.fingerprint) === 'other';
  const birth = { ...stored, isForeign };
  // What is made of a birth must not keep the machine from its welcome.
  const attempt = <T>(work: Promise<T>, instead: T): Promise<T> =>
    work.catch((cause: unknown) => {
      state.log.error({ deviceId, reason: String(cause) }, 'a birth was not judged');
      return instead;
    });
  await attempt(state.watch.born(birth), undefined);
  // Two ids of one machine are never both alive: it was merged in error.
  if (!isForeign && state.mergers.intoOf(deviceId) !== null) {
    await attempt(unmerge(state, deviceId, 'broker'), undefined);
  }
  const renewal = isForeign ? null : await attempt(renewalFor(state, deviceId), null);
  const { boot, conn } = birth.birth;
  await state.orders.greet(deviceId, { boot, conn, isForeign }, renewal);
}

async function renewalFor(state: IdentityState, deviceId: string): Promise<IdentityOrder | null> {
  const certificate = state.sessions.certificateOf(deviceId);
  if (certificate === null) return null;
  const isFrozen = state.conditions.has(deviceId, 'frozen');
  const body = await state.renewals.orderFor(deviceId, certificate, { isFrozen });
  return body !== null && isIdentityOrder(body) ? body : null;
}

async function merge(state: IdentityState, deviceId: string, otherId: string): Promise<void> {
  await state.store.setMergedInto(otherId, deviceId);
  state.mergers.set(otherId, deviceId);
  state.picture.hide(otherId);
  state.events.add(deviceId, 'merged', otherId);
  state.events.add(otherId, 'merged-into', deviceId);
}

async function unmerge(state: IdentityState, otherId: string, by: string): Promise<void> {
  const into = state.mergers.intoOf(otherId);
  if (into === null) return;
  await state.store.setMergedInto(otherId, null);
  state.mergers.set(otherId, null);
  // A machine that was merged into this one in its turn stays with it.
  state.picture.show(otherId);
  for (const deviceId of [into, otherId]) {
    state.events.add(deviceId, 'unmerged', deviceId === into ? otherId : into);
  }
  for (const { id, deviceId, otherId: other, state: decision } of await state.store.proposals()) {
    if (decision !== 'accepted' || deviceId !== into || other !== otherId) continue;
    await state.store.decideProposal(id, { state: 'undone', at: state.clock.now(), by });
  }
}
