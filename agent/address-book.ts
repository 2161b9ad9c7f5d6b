import { isDeepStrictEqual } from 'node:util';
import type { Address } from '../shared/contract/scalars.ts';
import type { SessionState } from '../shared/runtime/mqtt-session.ts';

/** Where the broker is. New addresses replace the old ones only after one of them has worked. */
export type AddressBook = {
  /** In the order in which to try them. */
  readonly list: () => readonly Address[];
  /** Tries the new addresses; resolves with whether one of them worked. A later proposal ends an earlier one. */
  readonly propose: (addresses: readonly Address[]) => Promise<boolean>;
  /** Takes the broker's word at its own door, without trying. */
  readonly learn: (addresses: readonly Address[]) => void;
  readonly onState: (state: SessionState) => void;
};

type Proposal = { readonly addresses: readonly Address[]; readonly settle: (worked: boolean) => void };

/**
 * @param deps.save keeps the addresses for the next start
 * @param deps.reconnect leaves the present connection for the first of `list()`
 */
export function createAddressBook(
  known: readonly Address[],
  deps: { readonly save: (addresses: readonly Address[]) => void; readonly reconnect: () => void },
): AddressBook {
  let current = known;
  let proposal: Proposal | undefined;
  const includes = (addresses: readonly Address[], one: Address): boolean =>
    addresses.some((each) => isDeepStrictEqual(each, one));
  const settle = (worked: boolean): void => {
    const settled = proposal;
    proposal = undefined;
    if (worked && settled !== undefined) {
      current = settled.addresses;
      deps.save(current);
    }
    settled?.settle(worked);
  };
  return {
    list: () => {
      const proposed = proposal?.addresses ?? [];
      return [...proposed, ...current.filter((address) => !includes(proposed, address))];
    },
    propose: (addresses) => {
      settle(false);
      if (isDeepStrictEqual(addresses, current)) return Promise.resolve(true);
      return new Promise((resolve) => {
        proposal = { addresses, settle: resolve };
        deps.reconnect();
      });
    },
    learn: (addresses) => {
      current = addresses;
    },
    onState: (state) => {
      if (state.kind === 'connected' && proposal !== undefined) {
        settle(includes(proposal.addresses, state.address));
      }
    },
  };
}
