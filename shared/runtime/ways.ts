import type { Address } from '../contract/scalars.ts';
import type { NetworkRoute } from './network-route.ts';

/** One way of many to the broker. */
export type Way = { readonly address: Address; readonly carrier: 'mqtt' | 'websocket' };

/** The ways to the broker, in turn; the one that worked stays the current one. */
export type Ways = {
  readonly current: () => Way;
  /** The current way failed: the next one's turn. True when that is the same address by its other carrier. */
  readonly next: () => boolean;
  /** Back to the first address, by the carrier that was used last. */
  readonly toFirst: () => void;
};

/**
 * Address by address; at each first MQTT's own port, then WebSocket. A proxy lets the web's ports through and hardly ever
 * 8883: with one, WebSocket comes first.
 * @param addresses asked at each turn; not empty
 */
export function createWays(addresses: () => readonly Address[], { carrier, proxy }: NetworkRoute): Ways {
  const both = proxy === undefined ? (['mqtt', 'websocket'] as const) : (['websocket', 'mqtt'] as const);
  const carriers = carrier === 'auto' ? both : [carrier];
  let turn = 0;
  const current = (): Way => {
    const ways = addresses().flatMap((address) => carriers.map((each) => ({ address, carrier: each })));
    const way = ways[turn % ways.length];
    if (way === undefined) throw new Error('a session needs an address');
    return way;
  };
  return {
    current,
    next: () => {
      const before = current();
      turn += 1;
      const after = current();
      return after.address.host === before.address.host && after.carrier !== before.carrier;
    },
    toFirst: () => {
      turn %= carriers.length;
    },
  };
}
