import { type FingerprintBook, openFingerprintBook } from '../../../broker/enrol/fingerprint-book.ts';
import type { Renewals } from '../../../broker/enrol/renewals.ts';
import { openSharedKeys } from '../../../broker/enrol/shared-keys.ts';
import { createFleet, type Fleet } from '../../../broker/fleet/fleet.ts';
import type { FleetConfig, FleetDeps } from '../../../broker/fleet/fleet-state.ts';
import type { Store } from '../../../broker/store/store.ts';

/** Nobody needs another certificate. */
const noRenewals: Renewals = { orderFor: () => Promise.resolve(null) };

export type TestFleetOptions = { readonly config?: FleetConfig; readonly renewals?: Renewals };

/** A loaded fleet with the real book of fingerprints. A certificate's hash ends in its key's id. */
export async function createTestFleet(
  parts: Omit<FleetDeps, 'store' | 'book' | 'sharedKeys' | 'renewals' | 'keyIdOf'> & {
    readonly store: Store;
  },
  { config, renewals = noRenewals }: TestFleetOptions = {},
): Promise<{ readonly fleet: Fleet; readonly book: FingerprintBook }> {
  const { store, clock } = parts;
  const sharedKeys = await openSharedKeys({ clock }, store);
  const book = await openFingerprintBook(store, {
    clock,
    isLive: (deviceId) => fleet.isLive(deviceId),
    listener: {
      note: (...line) => fleet.listener.note(...line),
      setCondition: (...condition) => fleet.listener.setCondition(...condition),
      clearCondition: (...condition) => fleet.listener.clearCondition(...condition),
    },
    onLearned: () => {},
  });
  const keyIdOf = (certificateSha256: string): string => certificateSha256.slice(-16);
  const fleet: Fleet = createFleet(
    { ...parts, book, sharedKeys, renewals, keyIdOf },
    ...(config === undefined ? [] : [config]),
  );
  await fleet.load();
  return { fleet, book };
}
