import { isIPv6 } from 'node:net';
import type { Clock } from '../../shared/runtime/clock.ts';

export type RateLimit = {
  /** Takes one request of `key`; false when it must wait. */
  readonly take: (key: string) => boolean;
};

type Bucket = { tokens: number; at: number };

/**
 * Token buckets, one a key: `burst` at once, `perSecond` afterwards. Knows at most `maxKeys`; the least recently used
 * is forgotten first, which is in its favour.
 */
export function createRateLimit(
  deps: { readonly clock: Clock },
  config: { readonly burst: number; readonly perSecond: number; readonly maxKeys: number },
): RateLimit {
  const buckets = new Map<string, Bucket>();
  return {
    take: (key) => {
      const now = deps.clock.monotonicMs();
      const bucket = buckets.get(key) ?? { tokens: config.burst, at: now };
      buckets.delete(key);
      buckets.set(key, bucket);
      for (const oldest of buckets.keys()) {
        if (buckets.size <= config.maxKeys) break;
        buckets.delete(oldest);
      }
      const refilled = bucket.tokens + ((now - bucket.at) / 1000) * config.perSecond;
      bucket.tokens = Math.min(config.burst, refilled);
      bucket.at = now;
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
  };
}

/** One customer is one IPv4 address or one IPv6 /64. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return groups.slice(0, 4).join(':');
}
