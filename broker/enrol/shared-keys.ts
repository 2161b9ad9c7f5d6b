import type { IdentityStore } from '../store/identity-port.ts';

/** Keys found on several machines, in memory and in step with the store: good for nothing but becoming oneself. */
export type SharedKeys = {
  readonly has: (keyId: string) => boolean;
  /** `deviceId`: the machine whose certificates are over this key. */
  readonly add: (keyId: string, deviceId: string) => Promise<void>;
};

export async function openSharedKeys(
  deps: { readonly clock: { readonly now: () => number } },
  store: Pick<IdentityStore, 'sharedKeys' | 'shareKey'>,
): Promise<SharedKeys> {
  const known = new Set((await store.sharedKeys()).map(({ keyId }) => keyId));
  return {
    has: (keyId) => known.has(keyId),
    add: async (keyId, deviceId) => {
      if (known.has(keyId)) return;
      await store.shareKey(keyId, deviceId, deps.clock.now());
      known.add(keyId);
    },
  };
}
