import { isDeepStrictEqual } from 'node:util';
import type { Address } from '../shared/contract/scalars.ts';
import type { SessionState } from '../shared/runtime/mqtt-session.ts';

/**
 * Where the broker is. New addresses replace the old ones once one of them has worked; until then they stand behind them,
 * for the day on which the broker has moved.
 */
export type AddressBook = {
  /** In the order in which to try them. */
  readonly list: () => readonly Address[];
  /** Tries the new addresses; resolves once they are kept. False when a later proposal came first. */
  readonly propose: (addresses: readonly Address[]) => Promise<boolean>;
  /** Takes the broker's word at its own door, without trying. */
  readonly learn: (addresses: readonly Address[]) => void;
  readonly onState: (state: SessionState) => void;
};

/** As many as an identity holds. */
const maxAddresses = 8;

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
  const keep = ({ addresses, settle }: Proposal, worked: boolean): void => {
    proposal = undefined;
    const behind = current.filter((address) => !includes(addresses, address));
    const room = Math.max(1, maxAddresses - addresses.length);
    current = worked ? addresses : [...behind.slice(0, room), ...addresses].slice(0, maxAddresses);
    deps.save(current);
    settle(true);
  };
  return {
    list: () => {
      const proposed = proposal?.addresses ?? [];
      return [...proposed, ...current.filter((address) => !includes(proposed, address))];
    },
    propose: (addresses) => {
      proposal?.settle(false);
      proposal = undefined;
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
        keep(proposal, includes(proposal.addresses, state.address));
      }
    },
  };
}
