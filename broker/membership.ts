import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { EnrolListener } from './enrol/enrol-events.ts';
import { type FingerprintBook, openFingerprintBook } from './enrol/fingerprint-book.ts';
import { withdrawUnfounded } from './enrol/propose.ts';
import { openRegistryCache, type RegistryCache } from './enrol/registry-cache.ts';
import { createRenewals, type Renewals } from './enrol/renewals.ts';
import { openSharedKeys, type SharedKeys } from './enrol/shared-keys.ts';
import { createTurn, type Turn } from './enrol/turn.ts';
import type { Installation } from './installation.ts';

/** Who is a member of the installation, and by what it is known: shared by the door, ingest and the live picture. */
export type Membership = {
  readonly cache: RegistryCache;
  readonly sharedKeys: SharedKeys;
  readonly book: FingerprintBook;
  readonly renewals: Renewals;
  /** Decisions about identities are taken one after the other. */
  readonly turn: Turn;
  /** Tells whoever follows; until somebody does, nothing happens that could be told. */
  readonly listener: EnrolListener;
  readonly follow: (follower: EnrolListener) => void;
  /** Key of a certificate, by the SHA-256 of its DER. */
  readonly keyIdOf: (certificateSha256: string) => string | undefined;
};

/** Opens the registry's memory. `isLive` is asked later: whether a machine is connected now. */
export async function openMembership(
  deps: { readonly clock: Clock; readonly log: Log; readonly isLive: (deviceId: string) => boolean },
  { store, authority }: Pick<Installation, 'store' | 'authority'>,
): Promise<Membership> {
  const { clock, log, isLive } = deps;
  const cache = await openRegistryCache(store, authority);
  const sharedKeys = await openSharedKeys({ clock }, store);
  const { listener, follow } = createLateListener();
  const onLearned = (): void => {
    withdrawUnfounded({ store, clock }, book).catch((cause: unknown) =>
      log.error({ err: cause }, 'proposals were not looked at again'),
    );
  };
  const book: FingerprintBook = await openFingerprintBook(store, { clock, isLive, listener, onLearned });
  const turn = createTurn();
  const renewals = createRenewals({ store, authority, cache, sharedKeys, clock, turn, listener });
  const keyIdOf = (certificateSha256: string): string | undefined =>
    cache.certificateOf(certificateSha256)?.keyId;
  return { cache, sharedKeys, book, renewals, turn, listener, follow, keyIdOf };
}

/** The registry and the live picture know each other: what the one tells reaches the other once it is there. */
function createLateListener(): Pick<Membership, 'listener' | 'follow'> {
  let follower: EnrolListener | undefined;
  return {
    follow: (next) => {
      follower = next;
    },
    listener: {
      onJoined: (joined) => follower?.onJoined(joined),
      onEnrolled: (enrolled) => follower?.onEnrolled(enrolled),
      onLeft: (...left) => follower?.onLeft(...left),
      note: (...line) => follower?.note(...line),
      setCondition: (...condition) => follower?.setCondition(...condition),
      clearCondition: (...condition) => follower?.clearCondition(...condition),
    },
  };
}
