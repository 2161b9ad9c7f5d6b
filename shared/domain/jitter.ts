/** A source of numbers in [0, 1): Math.random in production, a seeded one in tests and simulations. */
export type Random = () => number;

const firstDelayMs = 1_000;
const maxDelayMs = 300_000;

/**
 * Full-jitter back-off: uniform in [0, min(5 min, 1 s × 2^attempt)).
 * @param attempt failures so far, from 0
 */
export function reconnectDelayMs(attempt: number, random: Random): number {
  const ceiling = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(attempt, 20));
  return Math.floor(random() * ceiling);
}

/** A machine room powers on at once: spread the first connection over two minutes when the OS has just booted (< 5 min). */
export function startDelayMs(osUptimeSeconds: number, random: Random): number {
  return osUptimeSeconds < 300 ? Math.floor(random() * 120_000) : 0;
}

/** Interval with ±20 % of jitter, so that forty PCs do not report in the same second. */
export function spreadMs(intervalMs: number, random: Random): number {
  return Math.floor(intervalMs * (0.8 + random() * 0.4));
}

/** Small seeded generator (mulberry32): same seed, same numbers, on every platform. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
