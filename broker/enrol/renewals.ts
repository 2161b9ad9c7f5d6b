import type { OrderBody } from '../../shared/contract/order.ts';

/** Decides at each birth whether a machine needs another certificate. */
export type Renewals = {
  /**
   * The order to give to a machine that came with this certificate, or null: a renewal in its last quarter (over the same
   * key; the previous one stays valid), a certificate of the next authority while it changes, a new key where the key is
   * known to be on several machines and the disk is not frozen. The same certificate is given again rather than another.
   */
  readonly orderFor: (
    deviceId: string,
    certificateSha256: string,
    disk: { readonly isFrozen: boolean },
  ) => Promise<OrderBody | null>;
};
