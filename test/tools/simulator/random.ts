import { type Random, seededRandom } from '../../../shared/domain/jitter.ts';

/** Draws of the distributions that the synthetic area uses; the same seed gives the same draws. */
export type Draw = {
  readonly uniform: Random;
  readonly chance: (probability: number) => boolean;
  /** Integer in [min, max]. */
  readonly integer: (min: number, max: number) => number;
  readonly normal: (mean: number, sd: number) => number;
  readonly lognormal: (median: number, sigma: number) => number;
  readonly beta: (alpha: number, beta: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  /** A key by its weight; weights need not sum to 1. */
  readonly weighted: <K extends string>(weights: Readonly<Partial<Record<K, number>>>) => K;
  /** Independent draws for one named thing, so that adding a machine never changes its neighbours. */
  readonly fork: (name: string) => Draw;
};

export function createDraw(seed: number): Draw {
  const uniform = seededRandom(seed);
  const normal = (mean: number, sd: number): number => mean + sd * standardNormal(uniform);
  return {
    uniform,
    normal,
    chance: (probability) => uniform() < probability,
    integer: (min, max) => min + Math.floor(uniform() * (max - min + 1)),
    lognormal: (median, sigma) => median * Math.exp(sigma * standardNormal(uniform)),
    beta: (alpha, beta) => {
      const x = gamma(alpha, uniform);
      return x / (x + gamma(beta, uniform));
    },
    pick: (items) => {
      const item = items[Math.floor(uniform() * items.length)];
      if (item === undefined) throw new RangeError('pick from nothing');
      return item;
    },
    weighted: (weights) => weightedKey(weights, uniform),
    fork: (name) => createDraw(seed ^ hashName(name)),
  };
}

/** Box–Muller. */
function standardNormal(uniform: Random): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Sum of exponentials: exact for the integer shapes that the parameters use. */
function gamma(shape: number, uniform: Random): number {
  let sum = 0;
  for (let i = 0; i < Math.round(shape); i += 1) sum -= Math.log(1 - uniform());
  return sum;
}

function weightedKey<K extends string>(weights: Readonly<Partial<Record<K, number>>>, uniform: Random): K {
  const entries = Object.entries<number | undefined>(weights).map(
    ([key, weight]) => [key as K, weight ?? 0] as const,
  );
  let rest = uniform() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    rest -= weight;
    if (rest < 0) return key;
  }
  const last = entries.at(-1);
  if (last === undefined) throw new RangeError('weights of nothing');
  return last[0];
}

/** FNV-1a, 32 bits. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
